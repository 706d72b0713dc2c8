" Made by `make editors` from grammar/journey.l by tools/editors. Change those, not this file.
" Put it into ~/.vim/syntax, and into ~/.vim/filetype.vim:  au BufRead,BufNewFile *.journey set filetype=journey
if exists("b:current_syntax")
  finish
endif
syn case match
syn sync minlines=200

syn match journeyName /\<[a-z_][a-z0-9_]*\>/
syn match journeyOther /\<\(ago\|always\|any\|as\|because\|calendar\|can\|count\|deliver\|ended\|enter\|entry\|every\|everyone\|expect\|given\|goal\|group\|happen\|hold\|hours\|id\|in\|keep\|kept\|last\|leave\|leaves\|milestone\|nothing\|off\|on\|once\|one\|only\|optional\|out\|past\|per\|priority\|promise\|quiet\|refused\|remember\|renamed\|reports\|set\|since\|skip\|skipped\|start\|times\|to\|true\|up\|where\|window\|with\|text\|number\|time\|duration\|timezone\|list\)\>/
syn match journeyControl /\<\(if\|otherwise\|for\|when\|wait\|send\|go\|exit\|stay\|repeat\|repeating\|split\|stop\|until\|again\|waiting\)\>/
syn match journeyDeclaration /\<\(project\|event\|user\|account\|channel\|limits\|condition\|journey\|test\|stage\|template\|language\)\>/
syn match journeyOperator /\<\(is\|not\|and\|or\|at\|least\|most\|more\|than\|less\|between\|contains\|starts\|ends\|known\|unknown\|before\|after\|within\|happened\|never\|was\|becomes\|changes\|of\)\>/
syn match journeyConstant /\<\(yes\|no\|unknown\|now\|Monday\|Tuesday\|Wednesday\|Thursday\|Friday\|Saturday\|Sunday\)\>/
syn match journeyNumber /\<\d[0-9_]*\(\.\d[0-9_]*\)\?%\?/
syn match journeyNumber /\<\d[0-9_]*\s\+\(week\|day\|hour\|minute\|second\)s\?\>/
syn match journeyNumber /\<\d\d:\d\d\>/
syn match journeyNumber /\<\d\{4}-\d\d-\d\d\(\s\+\d\d:\d\d\)\?\>/
syn match journeyType /\(: \|list of \)\@8<=\<\(text\|number\|time\|duration\|timezone\|list\|yes\/no\)\>/
" Where a name stands, a word of the language is one.
syn match journeyField /\<[a-z_][a-z0-9_]*\>\ze\s*:/
syn match journeyField /\(\<\(user\|account\|event\|entry\)\.\)\@8<=[a-z_][a-z0-9_]*/
syn match journeyPlace /\(\<\(go to\|exit as\|ended as\)\s\)\@9<=[a-z_][a-z0-9_]*/
syn match journeyPlace /\(\<\(journey\|stage\|channel\|condition\|split\|group\|milestone\)\s\)\@10<=[a-z_][a-z0-9_]*/
syn match journeyOther /\<event id window\>\ze\s*:/
syn match journeyEscape /\\./ contained
syn region journeyInsertion matchgroup=journeyEscape start=/{{/ end=/}}/ oneline contained contains=journeyArgument,journeyFilter
syn match journeyArgument /"[^"]*"\|'[^']*'/ contained
syn match journeyFilter /|\s*\zs\(default\|capitalize\|upcase\|downcase\|round\|date\)\>/ contained
syn region journeyText start=/"/ end=/"/ oneline contains=journeyEscape,journeyInsertion
syn region journeyText start=/"""/ end=/"""/ contains=journeyEscape,journeyInsertion
syn match journeyTodo /TODO:/ contained
syn match journeyComment /#.*$/ contains=journeyTodo,@Spell

hi def link journeyComment Comment
hi def link journeyTodo Todo
hi def link journeyText String
hi def link journeyEscape SpecialChar
hi def link journeyInsertion Special
hi def link journeyArgument String
hi def link journeyFilter Function
hi def link journeyNumber Number
hi def link journeyConstant Constant
hi def link journeyType Type
hi def link journeyDeclaration Structure
hi def link journeyControl Statement
hi def link journeyOperator Operator
hi def link journeyOther Keyword
hi def link journeyField Identifier
hi def link journeyPlace Label
hi def link journeyName Normal

setlocal commentstring=#\ %s
let b:current_syntax = "journey"

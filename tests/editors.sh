#!/bin/sh
# The editors' syntax files are what the grammar's words make, and colour the examples.
set -eu
python3 "$ROOT/tools/editors" --check
find "$ROOT/examples" "$ROOT/tests/lang" -name '*.journey' | xargs python3 "$ROOT/tests/editors.py"

# In Vim, where it is installed: the group of one word in each line.
if command -v vim >/dev/null; then
    cat >a.journey <<'SCRIPT'
language 1
  when event "Signed Up" once {   # why { "
  stage event
  go to send
  count: 3 days
  plan: text optional
  wait until Monday 09:00
  send email "a" { b: "x {{ user.c | default: "d" }} e" }
  body: """
  when # no comment
  """
  stay
SCRIPT
    cat >look.vim <<'SCRIPT'
syntax on
execute 'source ' . $ROOT . '/editors/journey.vim'
let found = []
for [line, word] in [[2, 'when'], [2, 'Signed'], [2, 'once'], [2, 'why'], [3, 'stage'], [3, 'event'], [4, 'send'], [5, 'count'],
\ [5, '3 days'], [6, 'text'], [7, 'Monday'], [7, '09:00'], [8, 'default'], [8, 'e"'], [10, 'when'], [10, 'comment'], [12, 'stay']]
  call cursor(line, 1)
  let column = stridx(getline(line), word) + 1
  call add(found, line . ' ' . word . ': ' . synIDattr(synID(line, column, 1), 'name'))
endfor
call writefile(found, 'found')
quit!
SCRIPT
    vim -e -s -u NONE --cmd 'set nocompatible' -S look.vim a.journey </dev/null >/dev/null 2>&1 || true
    cat >expected <<'LIST'
2 when: journeyControl
2 Signed: journeyText
2 once: journeyOther
2 why: journeyComment
3 stage: journeyDeclaration
3 event: journeyPlace
4 send: journeyPlace
5 count: journeyField
5 3 days: journeyNumber
6 text: journeyType
7 Monday: journeyConstant
7 09:00: journeyNumber
8 default: journeyFilter
8 e": journeyText
10 when: journeyText
10 comment: journeyText
12 stay: journeyControl
LIST
    diff expected found
fi

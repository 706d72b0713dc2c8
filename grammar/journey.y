/*
 * The grammar of the journey language. docs/language.md says what a script means; this says how it is written.
 *
 * Tokens come from compiler/token.c, which has cut them with journey.l, joined words that belong together (`go to`),
 * and dropped the line ends that mean nothing. An action is one call that makes a node (compiler/node.h).
 *
 * Errors: compiler/parse.c never pushes a token that the parser cannot take. It mends the mistake where it can
 * (compiler/repair.c), or reports it and pushes POISON, which every list takes after `error`; then it skips to the end of
 * the statement. So bison's own messages are never seen.
 */
%require "3.8"
%expect 0
%define api.pure full
%define api.push-pull push
%define api.prefix {jdl_}
%define api.token.prefix {TOK_}
%define api.value.type union
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%locations
%param { struct parse *p }

%code requires {
#include "ast.h"
#include "node.h"

struct parse;
}

%code {
#include "parsing.h"
#include "text.h"

/* The parser's stack: AST_DEPTH levels need far less, so it never grows. */
#define YYINITDEPTH 4000
#define YYMAXDEPTH 4000

#define YYLLOC_DEFAULT(current, rhs, n)                                                                                        \
    do {                                                                                                                       \
        if (n) {                                                                                                               \
            (current) = span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n));                                                         \
        } else {                                                                                                               \
            (current) = span_after(YYRHSLOC(rhs, 0));                                                                          \
        }                                                                                                                      \
    } while (0)

static void yyerror(const struct span *span, struct parse *p, const char *message);
}

/* ---- tokens: the alias is what a message calls them ------------------------------------------------------------------- */

%token END 0 "the end of the file"
%token NEWLINE "the end of the line"
%token POISON "something broken"
%token SIGN "a sign that the language does not have"
%token <int64_t> NUMBER "a number"
%token <uint32_t> PERCENT "a percentage such as `50%`"
%token <struct duration *> DURATION "a duration such as `3 days`"
%token <int64_t> CLOCK "a clock time such as `09:00`"
%token <uint8_t> DAYNAME "a day such as `Monday`"
%token <struct date *> DATE "a date such as `2026-03-02`"
%token <struct date *> INSTANT "a date and time such as `2026-03-02 10:00`"
%token TEXT "a text in quotes"
%token IDENT "a name"
%token WORD "a word with capital letters"
%token LBRACE "`{`" RBRACE "`}`" LPAREN "`(`" RPAREN "`)`" LBRACKET "`[`" RBRACKET "`]`"
%token COLON "`:`" DOT "`.`" COMMA "`,`" LIST_COMMA "`,` and one more"
%token PLUS "`+`" MINUS "`-`" STAR "`*`" SLASH "`/`" YES_NO "`yes/no`"

/* Two words that are one token when they stand side by side on a line. */
%token ONLY_IF "`only if`" ONE_OF "`one of`" AT_LEAST "`at least`" AT_MOST "`at most`" MORE_THAN "`more than`"
%token LESS_THAN "`less than`" STARTS_WITH "`starts with`" ENDS_WITH "`ends with`" GO_TO "`go to`" GO_ON "`go on`"
%token WAIT_AGAIN "`wait again`" KEEP_WAITING "`keep waiting`" STOP_REPEATING "`stop repeating`"

%token ACCOUNT "`account`" AFTER "`after`" AGAIN "`again`" AGO "`ago`" ALWAYS "`always`" AND "`and`" ANY "`any`" AS "`as`"
%token AT "`at`" BECAUSE "`because`" BECOMES "`becomes`" BEFORE "`before`" BETWEEN "`between`" CALENDAR "`calendar`"
%token CAN "`can`" CHANGES "`changes`" CHANNEL "`channel`" CONDITION "`condition`" CONTAINS "`contains`" COUNT "`count`"
%token DAY "`day`" DELIVER "`deliver`" DURATION_W "`duration`" ENDED "`ended`" ENDS "`ends`" ENTER "`enter`"
%token ENTRY "`entry`" EVENT "`event`" EVERY "`every`" EVERYONE "`everyone`" EXIT "`exit`" EXPECT "`expect`" FOR "`for`"
%token GIVEN "`given`" GO "`go`" GOAL "`goal`" GROUP "`group`" HAPPEN "`happen`" HAPPENED "`happened`" HOLD "`hold`"
%token HOURS "`hours`" ID "`id`" IF "`if`" IN "`in`" IS "`is`" JOURNEY "`journey`" KEEP "`keep`" KEPT "`kept`"
%token KNOWN "`known`" LANGUAGE "`language`" LAST "`last`" LEAST "`least`" LEAVE "`leave`" LEAVES "`leaves`" LESS "`less`"
%token LIMITS "`limits`" LIST "`list`" MILESTONE "`milestone`" MORE "`more`" MOST "`most`" NEVER "`never`" NO "`no`"
%token NOT "`not`" NOTHING "`nothing`" NOW "`now`" NUMBER_W "`number`" OF "`of`" OFF "`off`" ON "`on`" ONCE "`once`"
%token ONE "`one`" ONLY "`only`" OPTIONAL "`optional`" OR "`or`" OTHERWISE "`otherwise`" OUT "`out`" PAST "`past`"
%token PER "`per`" PRIORITY "`priority`" PROJECT "`project`" PROMISE "`promise`" QUIET "`quiet`" REFUSED "`refused`"
%token REMEMBER "`remember`" RENAMED "`renamed`" REPEAT "`repeat`" REPEATING "`repeating`" REPORTS "`reports`"
%token SEND "`send`" SET "`set`" SINCE "`since`" SKIP "`skip`" SKIPPED "`skipped`" SPLIT "`split`" STAGE "`stage`"
%token START "`start`" STARTS "`starts`" STAY "`stay`" STOP "`stop`" TEMPLATE "`template`" TEST "`test`" TEXT_W "`text`"
%token THAN "`than`" TIME "`time`" TIMES "`times`" TIMEZONE "`timezone`" TO "`to`" TRUE "`true`" UNKNOWN "`unknown`"
%token UNTIL "`until`" UP "`up`" USER "`user`" WAIT "`wait`" WAITING "`waiting`" WAS "`was`" WEEK "`week`" WHEN "`when`"
%token WHERE "`where`" WINDOW "`window`" WITH "`with`" WITHIN "`within`" YES "`yes`"

/* ---- what binds tighter stands lower ---------------------------------------------------------------------------------- */

%precedence SHORT                     /* an optional tail that is not there */
%precedence AS COMMA LIST_COMMA IS CONTAINS STARTS_WITH ENDS_WITH
%left OR
%left AND
%precedence NOT
%left PLUS MINUS
%left STAR SLASH
%precedence SIGNED

%nterm <struct name> name nearly_name bare channel_name what what_opt title_opt quoted reason reason_opt of_opt as_opt
%nterm <struct name> report
%nterm <struct name_item_list> names choices
%nterm <struct decl_list> decls
%nterm <struct decl *> decl plain_decl
%nterm <struct project_item_list> project_body project_items
%nterm <struct project_item *> project_item plain_project_item
%nterm <struct typed_list> typed_body typed_fields
%nterm <struct typed *> typed
%nterm <struct type *> type base_type special_type
%nterm <struct channel_item_list> channel_body channel_items
%nterm <struct channel_item *> channel_item plain_channel_item
%nterm <struct limit_list> limits_body limits
%nterm <struct limit *> limit plain_limit limit_window limit_over
%nterm <uint8_t> days
%nterm <struct journey_item_list> journey_body journey_items
%nterm <struct journey_item *> journey_item plain_journey_item
%nterm <struct trigger *> trigger shared_trigger timed_trigger for_trigger
%nterm <struct when *> when
%nterm <int64_t> bound whole clock
%nterm <struct promise *> promise
%nterm <struct block> block
%nterm <struct lines *> lines lines_body
%nterm <struct stmt *> stmt plain_stmt if_stmt
%nterm <struct send_option_list> send_options
%nterm <struct send_option *> send_option
%nterm <struct arm_list> arms_body arms
%nterm <struct arm *> arm plain_arm
%nterm <struct split_arm_list> split_body split_arms
%nterm <struct split_arm *> split_arm
%nterm <struct moment *> moment
%nterm <struct field_list> fields_body fields with_opt with_fields
%nterm <struct field *> field with_field
%nterm <struct test_item_list> test_body test_items
%nterm <struct test_item *> test_item plain_test_item expectation
%nterm <struct expr *> value cond test sum primary path paren bare_list list literal literal_item at_opt at_time
%nterm <struct expr *> only_if_opt where where_operand where_test happening
%nterm <struct expr_list> list_items bare_items literals
%nterm <struct evref> event_ref
%nterm <struct message_ref> message
%nterm <struct history *> window
%nterm <struct duration *> within_opt
%nterm <enum compare_op> compare_word

%start file

%%

/* ---- files and declarations ------------------------------------------------------------------------------------------- */

file:
  %empty
| decls                                   { node_file(p, $1); }
| decls separator                         { node_file(p, $1); }
;

separator: NEWLINE | COMMA;

decls:
  decl                                    { $$ = (struct decl_list){0}; AST_ADD(&$$, $1); }
| decls separator decl                    { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct decl_list){0}; AST_ADD(&$$, node_decl(p, DECL_ERROR, @$)); }
| decls error POISON                      { $$ = $1; AST_ADD(&$$, node_decl(p, DECL_ERROR, @2)); }
;

decl:
  plain_decl
| OFF plain_decl                          { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_decl:
  LANGUAGE NUMBER                         { $$ = node_decl(p, DECL_LANGUAGE, @$); node_whole(p, $2, @2, 0, &$$->version); }
| PROJECT quoted project_body             { $$ = node_named_decl(p, DECL_PROJECT, @$, @2, $2); $$->project = $3; $$->has_body = true; }
| EVENT quoted                            { $$ = node_named_decl(p, DECL_EVENT, @$, @2, $2); }
| EVENT quoted typed_body                 { $$ = node_named_decl(p, DECL_EVENT, @$, @2, $2); $$->fields = $3; $$->has_body = true; }
| USER typed_body                         { $$ = node_named_decl(p, DECL_USER, @$, @1, node_no_name(@1)); $$->fields = $2; $$->has_body = true; }
| ACCOUNT typed_body                      { $$ = node_named_decl(p, DECL_ACCOUNT, @$, @1, node_no_name(@1)); $$->fields = $2; $$->has_body = true; }
| CHANNEL channel_name                    { $$ = node_named_decl(p, DECL_CHANNEL, @$, @2, $2); }
| CHANNEL channel_name channel_body       { $$ = node_named_decl(p, DECL_CHANNEL, @$, @2, $2); $$->channel = $3; $$->has_body = true; }
| LIMITS limits_body                      { $$ = node_named_decl(p, DECL_LIMITS, @$, @1, node_no_name(@1)); $$->limits = $2; $$->has_body = true; }
| CONDITION name COLON cond               { $$ = node_named_decl(p, DECL_CONDITION, @$, @$, node_value_name(p, $2)); $$->condition = node_condition(p, $4); }
| JOURNEY name title_opt journey_body     { $$ = node_named_decl(p, DECL_JOURNEY, @$, @3, $2); $$->title = $3; $$->journey = $4; $$->has_body = true; }
| TEST quoted test_body                   { $$ = node_named_decl(p, DECL_TEST, @$, @2, $2); $$->test = $3; $$->has_body = true; }
;

title_opt:
  %empty                                  { $$ = node_no_name(@$); }
| quoted
;

quoted: TEXT                              { $$ = text_name(p, @1); };

/* ---- the project ------------------------------------------------------------------------------------------------------ */

project_body:
  LBRACE RBRACE                           { $$ = (struct project_item_list){0}; }
| LBRACE project_items RBRACE             { $$ = $2; }
| LBRACE project_items COMMA RBRACE       { $$ = $2; }
;

project_items:
  project_item                            { $$ = (struct project_item_list){0}; AST_ADD(&$$, $1); }
| project_items separator project_item    { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct project_item_list){0}; AST_ADD(&$$, node_project_item(p, PROJECT_ERROR, @$)); }
| project_items error POISON              { $$ = $1; AST_ADD(&$$, node_project_item(p, PROJECT_ERROR, @2)); }
;

project_item:
  plain_project_item
| OFF plain_project_item                  { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_project_item:
  TIMEZONE COLON value                    { $$ = node_project_item(p, PROJECT_TIMEZONE, @$); $$->value = $3; }
| EVENT ID WINDOW COLON DURATION          { $$ = node_project_item(p, PROJECT_WINDOW, @$); $$->duration = *$5; }
| KEEP PERCENT OUT                        { $$ = node_project_item(p, PROJECT_KEEP_OUT, @$); $$->share = node_share(p, $2, @2); }
;

/* ---- typed fields ----------------------------------------------------------------------------------------------------- */

typed_body:
  LBRACE RBRACE                           { $$ = (struct typed_list){0}; }
| LBRACE typed_fields RBRACE              { $$ = $2; }
| LBRACE typed_fields COMMA RBRACE        { $$ = $2; }
;

typed_fields:
  typed                                   { $$ = (struct typed_list){0}; AST_ADD(&$$, $1); }
| typed_fields separator typed            { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct typed_list){0}; node_broken_typed(p, &$$, @2); }
| typed_fields error POISON               { $$ = $1; node_broken_typed(p, &$$, @3); }
;

typed:
  name COLON type                         { $$ = node_typed(p, @$, node_no_name(@1), $1, $3); }
| quoted AS name COLON type               { $$ = node_typed(p, @$, $1, $3, $5); }
;

type:
  base_type
| base_type OPTIONAL                      { $$ = node_optional($1, @$); }
;

base_type:
  TEXT_W                                  { $$ = node_type(p, TYPE_TEXT, @$); }
| NUMBER_W                                { $$ = node_type(p, TYPE_NUMBER, @$); }
| TIME                                    { $$ = node_type(p, TYPE_TIME, @$); }
| TIME OF DAY                             { $$ = node_type(p, TYPE_TIME_OF_DAY, @$); }
| DURATION_W                              { $$ = node_type(p, TYPE_DURATION, @$); }
| TIMEZONE                                { $$ = node_type(p, TYPE_TIMEZONE, @$); }
| special_type
;

special_type:
  YES_NO                                  { $$ = node_type(p, TYPE_YES_NO, @$); }
| ONE_OF choices                          { $$ = node_type(p, TYPE_ONE_OF, @$); $$->choices = $2; }
| LIST OF base_type                       { $$ = node_list_type(p, @$, $3); }
;

choices:
  quoted                                  { $$ = (struct name_item_list){0}; AST_ADD(&$$, node_name_item(p, $1)); }
| choices LIST_COMMA quoted               { $$ = $1; AST_ADD(&$$, node_name_item(p, $3)); }
;

/* ---- channels and limits ---------------------------------------------------------------------------------------------- */

channel_body:
  LBRACE RBRACE                           { $$ = (struct channel_item_list){0}; }
| LBRACE channel_items RBRACE             { $$ = $2; }
| LBRACE channel_items COMMA RBRACE       { $$ = $2; }
;

channel_items:
  channel_item                            { $$ = (struct channel_item_list){0}; AST_ADD(&$$, $1); }
| channel_items separator channel_item    { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct channel_item_list){0}; AST_ADD(&$$, node_channel_item(p, CHANNEL_ERROR, @$)); }
| channel_items error POISON              { $$ = $1; AST_ADD(&$$, node_channel_item(p, CHANNEL_ERROR, @2)); }
;

channel_item:
  plain_channel_item
| OFF plain_channel_item                  { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_channel_item:
  ONLY_IF cond                            { $$ = node_channel_item(p, CHANNEL_ONLY_IF, @$); $$->condition = node_condition(p, $2); }
| QUIET HOURS clock TO CLOCK              { $$ = node_hours(p, CHANNEL_QUIET, @$, 0, $3, $5); }
| DELIVER clock TO CLOCK                  { $$ = node_hours(p, CHANNEL_DELIVER, @$, 0, $2, $4); }
| DELIVER days clock TO CLOCK             { $$ = node_hours(p, CHANNEL_DELIVER, @$, $2, $3, $5); }
| plain_limit                             { $$ = node_channel_item(p, CHANNEL_LIMIT, @$); $$->limit = $1; }
| TO COLON name                           { $$ = node_channel_to(p, @$, $3); }
| TEMPLATE quoted                         { $$ = node_channel_item(p, CHANNEL_TEMPLATE, @$); $$->name = $2; }
| TEMPLATE quoted typed_body              { $$ = node_channel_item(p, CHANNEL_TEMPLATE, @$); $$->name = $2; $$->fields = $3; $$->has_fields = true; }
| REPORTS names               %prec SHORT { $$ = node_channel_item(p, CHANNEL_REPORTS, @$); $$->names = $2; }
;

/* Any clock time but 24:00, which only ends hours. */
clock: CLOCK                              { $$ = literal_time_of_day(p, $1, @1); };

names:
  name                                    { $$ = (struct name_item_list){0}; AST_ADD(&$$, node_name_item(p, $1)); }
| names COMMA name                        { $$ = $1; AST_ADD(&$$, node_name_item(p, $3)); }
;

days:
  DAYNAME                                 { $$ = DAY_BIT($1); }
| DAYNAME TO DAYNAME                      { $$ = node_day_range($1, $3); }
| days LIST_COMMA DAYNAME                 { $$ = (uint8_t)($1 | DAY_BIT($3)); }
| days LIST_COMMA DAYNAME TO DAYNAME      { $$ = (uint8_t)($1 | node_day_range($3, $5)); }
;

limits_body:
  LBRACE RBRACE                           { $$ = (struct limit_list){0}; }
| LBRACE limits RBRACE                    { $$ = $2; }
| LBRACE limits COMMA RBRACE              { $$ = $2; }
;

limits:
  limit                                   { $$ = (struct limit_list){0}; AST_ADD(&$$, $1); }
| limits separator limit                  { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct limit_list){0}; }
| limits error POISON                     { $$ = $1; }
;

limit:
  plain_limit
| OFF plain_limit                         { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_limit:
  AT_MOST NUMBER what_opt PER limit_window limit_over
                                          { $$ = node_limit(p, @$, $2, @2, $3, $5, $6); }
| AT_MOST NUMBER what_opt PER limit_window  %prec SHORT
                                          { $$ = node_limit(p, @$, $2, @2, $3, $5, NULL); }
;

what_opt:
  %empty                                  { $$ = node_no_name(@$); }
| what
;

limit_window:
  DURATION                                { $$ = node_window(p, LIMIT_SLIDING, $1); }
| CALENDAR DAY                            { $$ = node_window(p, LIMIT_CALENDAR_DAY, NULL); }
| CALENDAR WEEK                           { $$ = node_window(p, LIMIT_CALENDAR_WEEK, NULL); }
| DAY                                     { $$ = node_bad_window(p, @1); }
| WEEK                                    { $$ = node_bad_window(p, @1); }
| IDENT                                   { $$ = node_bad_window(p, @1); }
;

limit_over:
  COMMA OTHERWISE SKIP                    { $$ = node_over(p, NULL); }
| COMMA OTHERWISE HOLD UP TO DURATION     { $$ = node_over(p, $6); }
;

/* ---- journeys --------------------------------------------------------------------------------------------------------- */

journey_body:
  LBRACE RBRACE                           { $$ = (struct journey_item_list){0}; }
| LBRACE journey_items RBRACE             { $$ = $2; }
| LBRACE journey_items COMMA RBRACE       { $$ = $2; }
;

journey_items:
  journey_item                            { $$ = (struct journey_item_list){0}; AST_ADD(&$$, $1); }
| journey_items separator journey_item    { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct journey_item_list){0}; AST_ADD(&$$, node_journey_item(p, ITEM_ERROR, @$)); }
| journey_items error POISON              { $$ = $1; AST_ADD(&$$, node_journey_item(p, ITEM_ERROR, @2)); }
;

journey_item:
  plain_journey_item
| OFF plain_journey_item                  { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_journey_item:
  name COLON quoted                       { $$ = node_named_item(p, ITEM_METADATA, @$, $1); $$->text = $3; }
| ENTER WHEN trigger only_if_opt          { $$ = node_trigger_item(p, ITEM_ENTER, @$, @$, $3); $$->condition = $4; }
| ENTER AGAIN NEVER                       { $$ = node_again(p, @$, AGAIN_NEVER, NULL); }
| ENTER AGAIN ALWAYS                      { $$ = node_again(p, @$, AGAIN_ALWAYS, NULL); }
| ENTER AGAIN AFTER DURATION              { $$ = node_again(p, @$, AGAIN_AFTER, $4); }
| ONE PER name                            { $$ = node_named_item(p, ITEM_ONE_PER, @$, $3); }
| KEEP PERCENT OUT                        { $$ = node_journey_item(p, ITEM_KEEP_OUT, @$); $$->share = node_share(p, $2, @2); }
| PRIORITY whole                          { $$ = node_journey_item(p, ITEM_PRIORITY, @$); $$->priority = $2; }
| GROUP name                              { $$ = node_named_item(p, ITEM_GROUP, @$, $2); }
| GOAL trigger within_opt                 { $$ = node_goal(p, @$, @3, $2, $3); }
| GOAL trigger within_opt block           { $$ = node_goal(p, @$, @3, $2, $3); $$->body = $4; $$->has_body = true; }
| LEAVE WHEN trigger as_opt               { $$ = node_trigger_item(p, ITEM_LEAVE, @$, @4, $3); $$->name = $4; }
| LEAVE WHEN trigger as_opt block         { $$ = node_trigger_item(p, ITEM_LEAVE, @$, @4, $3); $$->name = $4; $$->body = $5; $$->has_body = true; }
| LIMITS limits_body                      { $$ = node_journey_item(p, ITEM_LIMITS, @$); $$->limits = $2; $$->head = @1; $$->has_body = true; }
| REMEMBER name COLON value               { $$ = node_remember_value(p, @$, node_value_name(p, $2), $4); }
| REMEMBER name COLON value OPTIONAL      { $$ = node_remember_optional(p, @$, node_value_name(p, $2), $4, @5); }
| REMEMBER name COLON special_type        { $$ = node_remember_type(p, @$, node_value_name(p, $2), $4); }
| REMEMBER name COLON special_type OPTIONAL
                                          { $$ = node_remember_type(p, @$, node_value_name(p, $2), node_optional($4, span_join(@4, @5))); }
| when                                    { $$ = node_journey_item(p, ITEM_WHEN, @$); $$->when = $1; $$->head = $1->head; $$->has_body = true; }
| promise                                 { $$ = node_journey_item(p, ITEM_PROMISE, @$); $$->promise = $1; }
| RENAMED STAGE name TO name              { $$ = node_named_item(p, ITEM_RENAMED, @$, $3); $$->renamed_to = $5; }
| STAGE name title_opt lines_body         { $$ = node_stage(p, @$, @3, @4, $2, $3, $4); }
;

whole:
  NUMBER                                  { node_whole(p, $1, @1, 0, &$$); }
| MINUS NUMBER                            { node_whole(p, $2, @2, 0, &$$); $$ = -$$; }
;

only_if_opt:
  %empty                                  { $$ = NULL; }
| ONLY_IF cond                            { $$ = node_condition(p, $2); }
;

within_opt:
  %empty                                  { $$ = NULL; }
| WITHIN DURATION                         { $$ = $2; }
;

as_opt:
  %empty                                  { $$ = node_no_name(@$); }
| AS name                                 { $$ = $2; }
;

when: WHEN trigger bound block            { $$ = node_when(p, @$, @3, $2, $3, $4); };

bound:
  %empty                                  { $$ = 0; }
| ONCE                                    { $$ = -1; }
| AT_MOST NUMBER TIMES                    { node_whole(p, $2, @2, 1, &$$); }
;

promise:
  PROMISE AT_MOST NUMBER what IN ANY DURATION
                                          { $$ = node_promise(p, PROMISE_AT_MOST, @$); node_whole(p, $3, @3, 0, &$$->count); $$->what = $4; $$->duration = *$7; }
| PROMISE EVERYONE LEAVES WITHIN DURATION { $$ = node_promise(p, PROMISE_EVERYONE_LEAVES, @$); $$->duration = *$5; }
| PROMISE NO name AFTER event_ref         { $$ = node_promise(p, PROMISE_NONE_AFTER, @$); $$->what = $3; $$->event = $5.event; $$->where = $5.where; }
| PROMISE STAGE name ONLY AFTER STAGE name
                                          { $$ = node_promise(p, PROMISE_STAGE_ONLY_AFTER, @$); $$->stage = $3; $$->earlier = $7; }
| PROMISE STAGE name CAN HAPPEN           { $$ = node_promise(p, PROMISE_STAGE_CAN_HAPPEN, @$); $$->stage = $3; }
;

/* ---- triggers --------------------------------------------------------------------------------------------------------- */

trigger:
  shared_trigger
| timed_trigger
;

shared_trigger:
  event_ref                               { $$ = node_event_trigger(p, TRIGGER_EVENT, @$, $1); }
| message report                          { $$ = node_trigger(p, TRIGGER_REPORT, @$); $$->message = $1; $$->report = $2; }
| path BECOMES sum                        { $$ = node_becomes(p, @$, $1, $3); }
| path CHANGES                            { $$ = node_changes(p, @$, $1); }
| path BECOMES TRUE                       { $$ = node_becomes_true(p, @$, $1); }
| paren BECOMES TRUE                      { $$ = node_becomes_true(p, @$, $1); }
| NO event_ref FOR DURATION               { $$ = node_event_trigger(p, TRIGGER_SILENCE, @$, $2); $$->duration = *$4; }
| JOURNEY name ENDED %prec SHORT          { $$ = node_trigger(p, TRIGGER_JOURNEY_ENDED, @$); $$->journey = $2; }
| JOURNEY name ENDED AS name              { $$ = node_trigger(p, TRIGGER_JOURNEY_ENDED, @$); $$->journey = $2; $$->outcome = $5; }
;

timed_trigger:
  AT sum                                  { $$ = node_moment_trigger(p, @$, node_moment(p, span_after(@1), $2, SIDE_AT, NULL)); }
| DURATION BEFORE sum                     { $$ = node_moment_trigger(p, @$, node_moment(p, @1, $3, SIDE_BEFORE, $1)); }
| DURATION AFTER sum                      { $$ = node_moment_trigger(p, @$, node_moment(p, @1, $3, SIDE_AFTER, $1)); }
| EVERY DURATION                          { $$ = node_trigger(p, TRIGGER_EVERY, @$); $$->duration = *$2; }
| EVERY DAY AT clock                      { $$ = node_trigger(p, TRIGGER_EVERY_CLOCK, @$); $$->clock_ms = $4; }
| EVERY days AT clock                     { $$ = node_trigger(p, TRIGGER_EVERY_CLOCK, @$); $$->days = $2; $$->clock_ms = $4; }
| AFTER DURATION                          { $$ = node_trigger(p, TRIGGER_AFTER, @$); $$->duration = *$2; }
;

/* What stands after `for`: a condition is told from a trigger by the word that follows what they share. */
for_trigger:
  shared_trigger
| cond                                    { $$ = node_trigger(p, TRIGGER_CONDITION, @$); $$->condition = node_condition(p, $1); }
;

event_ref:
  EVENT quoted                %prec SHORT { $$ = (struct evref){$2, NULL}; }
| EVENT quoted WHERE where    %prec SHORT { $$ = (struct evref){$2, node_condition(p, $4)}; }
;

where:
  where OR where                          { $$ = node_logic(p, EXPR_OR, @$, $1, $3); }
| where AND where                         { $$ = node_logic(p, EXPR_AND, @$, $1, $3); }
| NOT where                               { $$ = node_unary(p, EXPR_NOT, @$, $2); }
| where_test
;

where_test:
  path                        %prec SHORT { $$ = $1; }
| paren                                   { $$ = $1; }
| path IS where_operand                   { $$ = node_is(p, @$, @2, COMPARE_IS, $1, $3); }
| path IS NOT where_operand               { $$ = node_is(p, @$, span_join(@2, @3), COMPARE_IS_NOT, $1, $4); }
| path IS ONE_OF bare_list                { $$ = node_compare(p, @$, span_join(@2, @3), COMPARE_ONE_OF, $1, $4, NULL); }
| path IS NOT ONE_OF bare_list            { $$ = node_compare(p, @$, span_join(@2, @4), COMPARE_NOT_ONE_OF, $1, $5, NULL); }
| path IS compare_word where_operand      { $$ = node_compare(p, @$, span_join(@2, @3), $3, $1, $4, NULL); }
| path IS NOT compare_word where_operand  { $$ = node_not_compare(p, @$, span_join(@2, @4), $4, $1, $5, NULL); }
| path IS BETWEEN where_operand AND where_operand
                                          { $$ = node_compare(p, @$, span_join(@2, @3), COMPARE_BETWEEN, $1, $4, $6); }
| path IS NOT BETWEEN where_operand AND where_operand
                                          { $$ = node_not_compare(p, @$, span_join(@2, @4), COMPARE_BETWEEN, $1, $5, $7); }
| path CONTAINS where_operand             { $$ = node_compare(p, @$, @2, COMPARE_CONTAINS, $1, $3, NULL); }
| path STARTS_WITH where_operand          { $$ = node_compare(p, @$, @2, COMPARE_STARTS_WITH, $1, $3, NULL); }
| path ENDS_WITH where_operand            { $$ = node_compare(p, @$, @2, COMPARE_ENDS_WITH, $1, $3, NULL); }
;

where_operand:
  literal_item
| NOW                                     { $$ = node_expr(p, EXPR_NOW, @$); }
| path
| paren
;

compare_word:
  AT_LEAST                                { $$ = COMPARE_AT_LEAST; }
| AT_MOST                                 { $$ = COMPARE_AT_MOST; }
| MORE_THAN                               { $$ = COMPARE_MORE_THAN; }
| LESS_THAN                               { $$ = COMPARE_LESS_THAN; }
| BEFORE                                  { $$ = COMPARE_BEFORE; }
| AFTER                                   { $$ = COMPARE_AFTER; }
| WITHIN                                  { $$ = COMPARE_WITHIN; }
;

message: channel_name quoted              { $$ = (struct message_ref){$1, $2}; };

report: nearly_name;

/* ---- statements ------------------------------------------------------------------------------------------------------- */

block: lines_body                         { $$ = node_block(p, @$, $1); };

lines_body:
  LBRACE RBRACE                           { $$ = node_lines(p); }
| LBRACE lines RBRACE                     { $$ = $2; }
;

lines:
  stmt                                    { $$ = node_add_stmt(node_lines(p), $1); }
| when                                    { $$ = node_add_when(p, node_lines(p), $1); }
| OFF when                                { $$ = node_add_when(p, node_lines(p), node_when_off($2, @$)); }
| lines NEWLINE stmt                      { $$ = node_add_stmt($1, $3); }
| lines NEWLINE when                      { $$ = node_add_when(p, $1, $3); }
| lines NEWLINE OFF when                  { $$ = node_add_when(p, $1, node_when_off($4, span_join(@3, @4))); }
| error POISON                            { $$ = node_add_stmt(node_lines(p), node_stmt(p, STMT_ERROR, @$)); }
| lines error POISON                      { $$ = node_add_stmt($1, node_stmt(p, STMT_ERROR, @2)); }
;

stmt:
  plain_stmt
| OFF plain_stmt                          { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_stmt:
  SEND send_options                       { $$ = node_send(p, @$, $2, false); }
| SEND send_options ALWAYS                { $$ = node_send(p, @$, $2, true); }
| WAIT value                              { $$ = node_wait_value(p, @$, $2, NULL); }
| WAIT value COMMA AT_MOST DURATION       { $$ = node_wait_value(p, @$, $2, $5); }
| WAIT UNTIL moment                       { $$ = node_wait_until(p, @$, @3, $3, NULL); }
| WAIT UNTIL moment arms_body             { $$ = node_wait_until(p, @$, @3, $3, &$4); }
| WAIT UP TO DURATION                     { $$ = node_wait_up_to(p, @$, @4, $4, NULL); }
| WAIT UP TO DURATION arms_body           { $$ = node_wait_up_to(p, @$, @4, $4, &$5); }
| if_stmt
| if_stmt OTHERWISE block                 { $$ = node_otherwise($1, @$, $3); }
| SPLIT name split_body                   { $$ = node_split(p, @$, @2, $2, $3); }
| REPEAT UP TO NUMBER TIMES block         { $$ = node_repeat(p, @$, @5, $4, @4, $6); }
| GO_TO name                              { $$ = node_named_stmt(p, STMT_GO_TO, @$, $2); }
| EXIT AS name                            { $$ = node_named_stmt(p, STMT_EXIT, @$, $3); }
| STAY                                    { $$ = node_stmt(p, STMT_STAY, @$); }
| MILESTONE name                          { $$ = node_named_stmt(p, STMT_MILESTONE, @$, $2); }
| REMEMBER name COLON value               { $$ = node_named_stmt(p, STMT_REMEMBER, @$, $2); $$->value = $4; }
| SET path COLON value                    { $$ = node_set(p, @$, $2, $4); }
| START JOURNEY name                      { $$ = node_named_stmt(p, STMT_START_JOURNEY, @$, $3); }
| START JOURNEY name fields_body          { $$ = node_named_stmt(p, STMT_START_JOURNEY, @$, $3); $$->head = span_join(@1, @3); $$->fields = $4; $$->has_fields = true; }
| STOP JOURNEY name                       { $$ = node_named_stmt(p, STMT_STOP_JOURNEY, @$, $3); }
| STOP_REPEATING                          { $$ = node_stmt(p, STMT_STOP_REPEATING, @$); }
| GO_ON                                   { $$ = node_stmt(p, STMT_GO_ON, @$); }
| WAIT_AGAIN                              { $$ = node_stmt(p, STMT_WAIT_AGAIN, @$); }
| KEEP_WAITING                            { $$ = node_stmt(p, STMT_KEEP_WAITING, @$); }
;

if_stmt:
  IF cond block                           { $$ = node_if(p, @$, @2, $2, $3); }
| if_stmt OTHERWISE IF cond block         { $$ = node_otherwise_if(p, $1, @$, $4, $5); }
;

send_options:
  send_option                             { $$ = (struct send_option_list){0}; AST_ADD(&$$, $1); }
| send_options OR send_option             { $$ = $1; AST_ADD(&$$, $3); }
;

send_option:
  message                                 { $$ = node_send_option(p, @$, $1, NULL); }
| message fields_body                     { $$ = node_send_option(p, @$, $1, &$2); }
;

moment:
  sum                                     { $$ = node_moment(p, @$, $1, SIDE_AT, NULL); }
| days clock                              { $$ = node_clock_moment(p, @$, $1, $2); }
| DURATION BEFORE sum                     { $$ = node_moment(p, @$, $3, SIDE_BEFORE, $1); }
| DURATION AFTER sum                      { $$ = node_moment(p, @$, $3, SIDE_AFTER, $1); }
;

arms_body:
  LBRACE RBRACE                           { $$ = (struct arm_list){0}; }
| LBRACE arms RBRACE                      { $$ = $2; }
;

arms:
  arm                                     { $$ = (struct arm_list){0}; AST_ADD(&$$, $1); }
| arms arm                                { $$ = $1; AST_ADD(&$$, $2); }
| arms NEWLINE arm                        { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct arm_list){0}; AST_ADD(&$$, node_arm(p, ARM_ERROR, @$, @$, node_no_block(@$))); }
| arms error POISON                       { $$ = $1; AST_ADD(&$$, node_arm(p, ARM_ERROR, @2, @2, node_no_block(@2))); }
;

arm:
  plain_arm
| OFF plain_arm                           { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_arm:
  FOR for_trigger block                   { $$ = node_arm(p, ARM_FOR, @$, @2, $3); $$->trigger = $2; }
| IF PAST block                           { $$ = node_arm(p, ARM_PAST, @$, @2, $3); }
| IF UNKNOWN block                        { $$ = node_arm(p, ARM_UNKNOWN, @$, @2, $3); }
| IF PAST OR UNKNOWN block                { $$ = node_arm(p, ARM_PAST_OR_UNKNOWN, @$, @4, $5); }
| OTHERWISE block                         { $$ = node_arm(p, ARM_OTHERWISE, @$, @1, $2); }
;

split_body:
  LBRACE RBRACE                           { $$ = (struct split_arm_list){0}; }
| LBRACE split_arms RBRACE                { $$ = $2; }
;

split_arms:
  split_arm                               { $$ = (struct split_arm_list){0}; AST_ADD(&$$, $1); }
| split_arms split_arm                    { $$ = $1; AST_ADD(&$$, $2); }
| split_arms NEWLINE split_arm            { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct split_arm_list){0}; p->broken_arm = @2.end; }
| split_arms error POISON                 { $$ = $1; p->broken_arm = @3.end; }
;

split_arm: PERCENT name block             { $$ = node_split_arm(p, @$, $1, @1, $2, $3); };

fields_body:
  LBRACE RBRACE                           { $$ = (struct field_list){0}; }
| LBRACE fields RBRACE                    { $$ = $2; }
| LBRACE fields COMMA RBRACE              { $$ = $2; }
;

fields:
  field                                   { $$ = (struct field_list){0}; AST_ADD(&$$, $1); }
| fields separator field                  { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct field_list){0}; AST_ADD(&$$, node_broken_field(p, @$)); }
| fields error POISON                     { $$ = $1; AST_ADD(&$$, node_broken_field(p, @2)); }
;

field: name COLON value                   { $$ = node_field(p, @$, $1, $3); };

/* ---- values and conditions -------------------------------------------------------------------------------------------- */

value:
  cond                                    { $$ = node_condition(p, $1); }
| cond IF cond OTHERWISE cond             { $$ = node_choice(p, @$, $1, $3, $5); }
;

cond:
  cond OR cond                            { $$ = node_logic(p, EXPR_OR, @$, $1, $3); }
| cond AND cond                           { $$ = node_logic(p, EXPR_AND, @$, $1, $3); }
| NOT cond                                { $$ = node_unary(p, EXPR_NOT, @$, $2); }
| test
;

test:
  sum
| happening
| sum IS sum                              { $$ = node_is(p, @$, @2, COMPARE_IS, $1, $3); }
| sum IS NOT sum                          { $$ = node_is(p, @$, span_join(@2, @3), COMPARE_IS_NOT, $1, $4); }
| sum IS ONE_OF bare_list                 { $$ = node_compare(p, @$, span_join(@2, @3), COMPARE_ONE_OF, $1, $4, NULL); }
| sum IS NOT ONE_OF bare_list             { $$ = node_compare(p, @$, span_join(@2, @4), COMPARE_NOT_ONE_OF, $1, $5, NULL); }
| sum IS compare_word sum                 { $$ = node_compare(p, @$, span_join(@2, @3), $3, $1, $4, NULL); }
| sum IS NOT compare_word sum             { $$ = node_not_compare(p, @$, span_join(@2, @4), $4, $1, $5, NULL); }
| sum IS BETWEEN sum AND sum              { $$ = node_compare(p, @$, span_join(@2, @3), COMPARE_BETWEEN, $1, $4, $6); }
| sum IS NOT BETWEEN sum AND sum          { $$ = node_not_compare(p, @$, span_join(@2, @4), COMPARE_BETWEEN, $1, $5, $7); }
| sum CONTAINS sum                        { $$ = node_compare(p, @$, @2, COMPARE_CONTAINS, $1, $3, NULL); }
| sum STARTS_WITH sum                     { $$ = node_compare(p, @$, @2, COMPARE_STARTS_WITH, $1, $3, NULL); }
| sum ENDS_WITH sum                       { $$ = node_compare(p, @$, @2, COMPARE_ENDS_WITH, $1, $3, NULL); }
;

happening:
  event_ref HAPPENED window               { $$ = node_history(p, EXPR_HAPPENED, @$, $1, $3); }
| event_ref NEVER HAPPENED window         { $$ = node_history(p, EXPR_HAPPENED, @$, $1, $4); $$->history.never = true; }
| message WAS report                      { $$ = node_report(p, @$, $1, $3); }
| IN JOURNEY name                         { $$ = node_expr(p, EXPR_IN_JOURNEY, @$); $$->journey = $3; }
;

window:
  %empty                                  { $$ = NULL; }
| IN LAST DURATION                        { $$ = node_history_window(p, WINDOW_LAST, $3); }
| SINCE ENTRY                             { $$ = node_history_window(p, WINDOW_SINCE_ENTRY, NULL); }
;

sum:
  sum PLUS sum                            { $$ = node_binary(p, EXPR_ADD, @$, $1, $3); }
| sum MINUS sum                           { $$ = node_binary(p, EXPR_SUBTRACT, @$, $1, $3); }
| sum STAR sum                            { $$ = node_binary(p, EXPR_MULTIPLY, @$, $1, $3); }
| sum SLASH sum                           { $$ = node_binary(p, EXPR_DIVIDE, @$, $1, $3); }
| MINUS sum                 %prec SIGNED  { $$ = node_unary(p, EXPR_NEGATE, @$, $2); }
| primary
;

primary:
  NUMBER                                  { $$ = node_number(p, @$, $1); }
| TEXT                                    { $$ = text_expr(p, @$); }
| DURATION                                { $$ = node_duration(p, @$, $1); }
| clock                                   { $$ = node_clock(p, @$, $1); }
| DAYNAME                                 { $$ = node_day(p, @$, $1); }
| DATE                                    { $$ = node_date(p, EXPR_DATE, @$, $1); }
| INSTANT                                 { $$ = node_date(p, EXPR_INSTANT, @$, $1); }
| YES                                     { $$ = node_truth(p, @$, true); }
| NO                                      { $$ = node_truth(p, @$, false); }
| UNKNOWN                                 { $$ = node_expr(p, EXPR_UNKNOWN, @$); }
| NOW                                     { $$ = node_expr(p, EXPR_NOW, @$); }
| TIME OF DAY                             { $$ = node_expr(p, EXPR_TIME_OF_DAY, @$); }
| DAY OF WEEK                             { $$ = node_expr(p, EXPR_DAY_OF_WEEK, @$); }
| COUNT OF event_ref window               { $$ = node_history(p, EXPR_COUNT, @$, $3, $4); }
| TIME SINCE event_ref                    { $$ = node_history(p, EXPR_TIME_SINCE, @$, $3, NULL); }
| path
| paren
| list
;

paren: LPAREN value RPAREN                { $$ = node_paren($2); };

path:
  bare                                    { $$ = node_path(p, @$, ROOT_NAME, $1); }
| USER DOT name                           { $$ = node_path(p, @$, ROOT_USER, $3); }
| ACCOUNT DOT name                        { $$ = node_path(p, @$, ROOT_ACCOUNT, $3); }
| EVENT DOT name                          { $$ = node_path(p, @$, ROOT_EVENT, $3); }
| ENTRY DOT name                          { $$ = node_path(p, @$, ROOT_ENTRY, $3); }
| bare DOT name                           { $$ = node_unknown_root(p, @$, $1, $3); }
;

list:
  LBRACKET RBRACKET                       { $$ = node_list(p, @$, (struct expr_list){0}); }
| LBRACKET list_items RBRACKET            { $$ = node_list(p, @$, $2); }
| LBRACKET list_items COMMA RBRACKET      { $$ = node_list(p, @$, $2); }
;

list_items:
  sum                                     { $$ = (struct expr_list){0}; AST_ADD(&$$, $1); }
| list_items COMMA sum                    { $$ = $1; AST_ADD(&$$, $3); }
| list_items LIST_COMMA sum               { $$ = $1; AST_ADD(&$$, $3); }
;

/* After `is one of`: literals with commas, or one list in brackets, or one list that has a name. */
bare_list:
  bare_items                  %prec SHORT { $$ = node_bare_list(p, @$, $1); }
| path
;

bare_items:
  literal_item                            { $$ = (struct expr_list){0}; AST_ADD(&$$, $1); }
| bare_items LIST_COMMA literal_item      { $$ = $1; AST_ADD(&$$, $3); }
;

/* ---- tests ------------------------------------------------------------------------------------------------------------ */

test_body:
  LBRACE RBRACE                           { $$ = (struct test_item_list){0}; }
| LBRACE test_items RBRACE                { $$ = $2; }
;

test_items:
  test_item                               { $$ = (struct test_item_list){0}; AST_ADD(&$$, $1); }
| test_items NEWLINE test_item            { $$ = $1; AST_ADD(&$$, $3); }
| error POISON                            { $$ = (struct test_item_list){0}; AST_ADD(&$$, node_test_item(p, TEST_ERROR, @$)); }
| test_items error POISON                 { $$ = $1; AST_ADD(&$$, node_test_item(p, TEST_ERROR, @2)); }
;

test_item:
  plain_test_item
| OFF plain_test_item                     { $$ = $2; $$->off = true; $$->span = @$; }
;

plain_test_item:
  ONLY JOURNEY names                      { $$ = node_test_item(p, TEST_ONLY_JOURNEY, @$); $$->names = $3; }
| GIVEN USER fields_body                  { $$ = node_fields_item(p, TEST_GIVEN_USER, @$, &$3); }
| GIVEN ACCOUNT fields_body               { $$ = node_fields_item(p, TEST_GIVEN_ACCOUNT, @$, &$3); }
| GIVEN EVENT quoted DURATION AGO         { $$ = node_event_item(p, TEST_GIVEN_EVENT, @$, $3, NULL, $4); }
| GIVEN EVENT quoted fields_body DURATION AGO
                                          { $$ = node_event_item(p, TEST_GIVEN_EVENT, @$, $3, &$4, $5); }
| GIVEN SPLIT name IS name                { $$ = node_test_item(p, TEST_GIVEN_SPLIT, @$); $$->name = $3; $$->arm = $5; }
| GIVEN KEPT OUT                          { $$ = node_test_item(p, TEST_GIVEN_KEPT_OUT, @$); }
| GIVEN KEPT OUT OF PROJECT               { $$ = node_test_item(p, TEST_GIVEN_KEPT_OUT, @$); $$->of_project = true; }
| START AT at_time                        { $$ = node_test_item(p, TEST_START_AT, @$); $$->time = $3; }
| EVENT quoted                            { $$ = node_event_item(p, TEST_EVENT, @$, $2, NULL, NULL); }
| EVENT quoted fields_body                { $$ = node_event_item(p, TEST_EVENT, @$, $2, &$3, NULL); }
| USER fields_body                        { $$ = node_fields_item(p, TEST_USER, @$, &$2); }
| ACCOUNT fields_body                     { $$ = node_fields_item(p, TEST_ACCOUNT, @$, &$2); }
| message report                          { $$ = node_test_item(p, TEST_REPORT, @$); $$->message = $1; $$->report = $2; }
| AFTER DURATION                          { $$ = node_test_item(p, TEST_AFTER, @$); $$->duration = *$2; }
| AT at_time                              { $$ = node_test_item(p, TEST_AT, @$); $$->time = $2; }
| EXPECT expectation with_opt reason_opt of_opt at_opt
                                          { $$ = node_expect(p, @$, $2, $3, $4, $5, $6); }
;

expectation:
  NOTHING                                 { $$ = node_expectation(p, EXPECT_NOTHING, node_no_name(@$)); }
| message                                 { $$ = node_expect_message(p, EXPECT_SEND, $1); }
| SKIPPED message                         { $$ = node_expect_message(p, EXPECT_SKIPPED, $2); }
| MILESTONE name                          { $$ = node_expectation(p, EXPECT_MILESTONE, $2); }
| SET path COLON literal_item             { $$ = node_expect_set(p, $2, $4); }
| START JOURNEY name                      { $$ = node_expectation(p, EXPECT_START, $3); }
| STAGE name                              { $$ = node_expectation(p, EXPECT_STAGE, $2); }
| EXIT AS name                            { $$ = node_expectation(p, EXPECT_EXIT, $3); }
| REFUSED                                 { $$ = node_expectation(p, EXPECT_REFUSED, node_no_name(@$)); }
;

with_opt:
  %empty                                  { $$ = (struct field_list){0}; }
| WITH with_fields                        { $$ = $2; }
;

with_fields:
  with_field                              { $$ = (struct field_list){0}; AST_ADD(&$$, $1); }
| with_fields COMMA with_field            { $$ = $1; AST_ADD(&$$, $3); }
;

with_field: name literal_item             { $$ = node_field(p, @$, $1, $2); };

reason_opt:
  %empty                                  { $$ = node_no_name(@$); }
| BECAUSE reason                          { $$ = $2; }
;

reason:
  name
| name ON                                 { $$ = node_two_words(p, @$, $1, "on"); }
| name IN                                 { $$ = node_two_words(p, @$, $1, "in"); }
;

of_opt:
  %empty                                  { $$ = node_no_name(@$); }
| OF JOURNEY name                         { $$ = $3; }
;

at_opt:
  %empty                                  { $$ = NULL; }
| AT at_time                              { $$ = $2; }
;

at_time:
  DATE                                    { $$ = node_date(p, EXPR_DATE, @$, $1); }
| INSTANT                                 { $$ = node_date(p, EXPR_INSTANT, @$, $1); }
;

/* A value that stands for itself. */
literal_item:
  literal
| LBRACKET RBRACKET                       { $$ = node_list(p, @$, (struct expr_list){0}); }
| LBRACKET literals RBRACKET              { $$ = node_list(p, @$, $2); }
| LBRACKET literals COMMA RBRACKET        { $$ = node_list(p, @$, $2); }
;

literals:
  literal                                 { $$ = (struct expr_list){0}; AST_ADD(&$$, $1); }
| literals COMMA literal                  { $$ = $1; AST_ADD(&$$, $3); }
| literals LIST_COMMA literal             { $$ = $1; AST_ADD(&$$, $3); }
;

literal:
  NUMBER                                  { $$ = node_number(p, @$, $1); }
| MINUS NUMBER                            { $$ = node_unary(p, EXPR_NEGATE, @$, node_number(p, @2, $2)); }
| TEXT                                    { $$ = text_expr(p, @$); }
| DURATION                                { $$ = node_duration(p, @$, $1); }
| clock                                   { $$ = node_clock(p, @$, $1); }
| DAYNAME                                 { $$ = node_day(p, @$, $1); }
| DATE                                    { $$ = node_date(p, EXPR_DATE, @$, $1); }
| INSTANT                                 { $$ = node_date(p, EXPR_INSTANT, @$, $1); }
| YES                                     { $$ = node_truth(p, @$, true); }
| NO                                      { $$ = node_truth(p, @$, false); }
| UNKNOWN                                 { $$ = node_expr(p, EXPR_UNKNOWN, @$); }
;

/* ---- names: every word of the language is one where only a name can stand ---------------------------------------------- */

name:
  nearly_name
| WAS                                     { $$ = node_name(p, @$); }
;

nearly_name:
  bare
| other_word                              { $$ = node_name(p, @$); }
;

/* A name that may begin a value. */
bare: bare_word                           { $$ = node_name(p, @$); };

/* A name that may stand before the name of a template. */
channel_name: bare;

what: bare;

bare_word:
    IDENT | AGAIN | AGO | ALWAYS | ANY | BECAUSE | BECOMES | CALENDAR | CAN | CHANGES | CHANNEL | CONDITION
  | CONTAINS | COUNT | DAY | DELIVER | DURATION_W | ENDED | ENDS | ENTER | EVERYONE | EXIT | EXPECT | GIVEN | GO
  | GOAL | GROUP | HAPPEN | HAPPENED | HOLD | HOURS | ID | KEEP | KEPT | KNOWN | LANGUAGE | LAST | LEAST | LEAVE
  | LEAVES | LESS | LIMITS | LIST | MILESTONE | MORE | MOST | NEVER | NOTHING | NUMBER_W | OFF | ON | ONCE | ONE
  | ONLY | OPTIONAL | OUT | PAST | PRIORITY | PROJECT | PROMISE | QUIET | REFUSED | REMEMBER | RENAMED | REPEAT
  | REPEATING | REPORTS | SEND | SET | SINCE | SKIP | SKIPPED | SPLIT | STAGE | START | STARTS | STAY | STOP
  | TEMPLATE | TEST | TEXT_W | THAN | TIME | TIMES | TIMEZONE | TO  | WAIT | WAITING | WEEK | WHEN
  | WINDOW | WITH
;

other_word:
    ACCOUNT | AFTER | AND | AS | AT | BEFORE | BETWEEN | ENTRY | EVENT | EVERY | FOR | IF | IN | IS | JOURNEY
  | NO | NOT | NOW | OF | OR | OTHERWISE | PER | UNKNOWN | UNTIL | UP | USER | WHERE | WITHIN | YES | TRUE
;

%%

/* Nothing: parse.c has said it before it pushed POISON. */
static int yyreport_syntax_error(const yypcontext_t *context, struct parse *p) {
    (void)context;
    (void)p;
    return 0;
}

/* Called when the stack is full, which the status of the push tells as well. */
static void yyerror(const struct span *span, struct parse *p, const char *message) {
    (void)span;
    (void)p;
    (void)message;
}

bool parse_accepts(struct parse *p, int kind) {
    yypstate *state = p->state;
    int status = yy_lac(state->yyesa, &state->yyes, &state->yyes_capacity, state->yyssp, YYTRANSLATE(kind));
    if (status != 0 && status != 1)
        arena_fail(p->arena);
    return status == 0;
}

int parse_expected(struct parse *p, int *kinds, int limit) {
    int count = 0;
    for (int kind = TOK_END; kind <= TOK_YES; kind = kind == TOK_END ? TOK_NEWLINE : kind + 1) {
        if (kind == TOK_POISON || !parse_accepts(p, kind))
            continue;
        if (count < limit)
            kinds[count] = kind;
        count++;
    }
    return count;
}

const char *parse_kind_name(int kind) {
    return yysymbol_name(YYTRANSLATE(kind));
}

void parse_settled(struct parse *p) {
    p->state->yyerrstatus = 0;
}

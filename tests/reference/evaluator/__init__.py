"""A second evaluator of the journey language, written from the language's contract alone.

It walks the syntax tree and keeps whole histories in lists: slow and obvious on purpose. It shares no code with the
compiler or the runtime; the syntax tree comes as JSON from dump_ast, which only parses. Whatever it and the runtime do
differently is a mistake of one of them, or a gap in the contract.

    project   the declarations of all files, as objects
    zones     clock times and calendar days of a zone
    values    numbers, times, texts with insertions, JSON in and out
    expressions   values and conditions
    triggers  what `when`, `for`, `goal`, `leave when` and `enter when` wait for
    messages  reach, hours, limits, holds
    runs      the flow of one run through its stages
    users     delivery, timers, entries, rounds for one user
    world     many users and one clock: input lines in, actions out
"""

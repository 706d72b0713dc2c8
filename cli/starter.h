/* The files of a project to start from: what `journey init` writes. They hold for themselves: the scripts check without a
 * finding and are laid out, the tests pass, and the sample events reach every stage. */
#ifndef JOURNEY_STARTER_H
#define JOURNEY_STARTER_H

enum starter_kind {
    STARTER_PROJECT, /* scripts and events; replaced by what `--from` finds */
    STARTER_SERVICE  /* for code hosts and hooks; a file that is there already stays */
};

struct starter_file {
    const char *path;       /* from the project's folder on; NULL ends the table */
    enum starter_kind kind; /* what it is for */
    const char *text;       /* `@NAME@` stands for the project's name */
};

extern const struct starter_file starter_files[];

#endif

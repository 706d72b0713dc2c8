#include "scripts.h"
#include "zone_names.h"

#include <stdlib.h>
#include <string.h>

bool scripts_read(struct scripts *scripts, const char *const *paths, size_t count) {
    scripts->files = (struct files){0};
    scripts->result = NULL;
    return files_collect(paths, count, &scripts->files);
}

/* What the compiler answers, as an exit code. */
static int exit_of(enum jdl_status status) {
    switch (status) {
    case JDL_OK: return CLI_OK;
    case JDL_FINDINGS: return CLI_FINDINGS;
    case JDL_NO_MEMORY: return cli_cannot("out of memory");
    case JDL_CANCELED: return cli_cannot("stopped");
    case JDL_MISUSE: break;
    }
    return cli_bug("the compiler was called in a wrong way");
}

/* How many bytes of all names are the folder that they share, with its slash. */
static size_t shared_folder(const struct files *files) {
    const char *first = files->items[0].name, *slash = strrchr(first, '/');
    size_t shared = slash ? (size_t)(slash - first) + 1 : 0;
    for (size_t i = 1; i < files->count; i++) {
        size_t same = 0;
        while (same < shared && files->items[i].name[same] == first[same]) same++;
        while (same > 0 && first[same - 1] != '/') same--;
        shared = same;
    }
    return shared;
}

static int zone_exists(void *zones, const char *name) {
    return zone_names_has(zones, name);
}

static const char *const *all_zones(void *zones, size_t *count) {
    return zone_names_all(zones, count);
}

int scripts_compile(struct scripts *scripts, const struct jdl_options *options) {
    size_t count = scripts->files.count;
    struct jdl_text *texts = calloc(count + 1, sizeof *texts);
    if (!texts) return cli_cannot("out of memory");
    size_t folder = scripts->portable && count > 0 ? shared_folder(&scripts->files) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct file *file = &scripts->files.items[i];
        texts[i] = (struct jdl_text){file->name + folder, file->text, file->length};
    }
    struct zone_names zones = {0};
    struct jdl_options whole = options ? *options : (struct jdl_options){0};
    whole.zone_exists = zone_exists;
    whole.zone_names = all_zones;
    whole.zones = &zones;
    jdl_result_free(scripts->result);
    scripts->result = NULL;
    enum jdl_status status = jdl_compile(texts, count, &whole, &scripts->result);
    zone_names_free(&zones);
    free(texts);
    return exit_of(status);
}

struct report scripts_report(const struct scripts *scripts) {
    struct report report = {.files = &scripts->files};
    report.items = jdl_diagnostics(scripts->result, &report.count);
    return report;
}

/* Everything but the notes, which only `check` shows. */
static void show_findings(const struct scripts *scripts, const struct cli_args *args) {
    struct report report = scripts_report(scripts);
    struct jdl_diagnostic *kept = calloc(report.count + 1, sizeof *kept);
    if (!kept) return;
    size_t count = 0;
    for (size_t i = 0; i < report.count; i++) {
        if (report.items[i].severity != JDL_NOTE) kept[count++] = report.items[i];
    }
    report.items = kept;
    report.count = count;
    report.color = cli_color(args, stderr);
    if (report_count(&report, JDL_ERROR) > 0)
        report_write(&report, stderr);
    else
        report_findings(&report, stderr);
    free(kept);
}

int scripts_open(struct scripts *scripts, const struct cli_args *args, const struct jdl_options *options) {
    if (!scripts_read(scripts, args->paths, args->path_count)) return CLI_CANNOT;
    int code = scripts_compile(scripts, options);
    if (code == CLI_OK || code == CLI_FINDINGS) show_findings(scripts, args);
    return code;
}

void scripts_free(struct scripts *scripts) {
    jdl_result_free(scripts->result);
    files_free(&scripts->files);
    scripts->result = NULL;
}

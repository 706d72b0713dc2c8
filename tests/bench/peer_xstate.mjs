// The same job with XState v5: one actor for each user in the journey, all on one clock of the bench's own, whose timers
// wait in one queue for each length (they come due in the order in which they were set).
// Usage: node peer_xstate.mjs FOLDER EVENTS LINES   FOLDER holds node_modules; prints the seconds that the job took.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { performance } from "node:perf_hooks";

const [folder, events_path, lines_path] = process.argv.slice(2);
const { setup, createActor } = createRequire(resolve(folder, "any.js"))("xstate");

const DAY = 86400000;
const NAMES = ["signed_up", "login", "project_created", "invited_teammate", "video_watched", "report_created", "upgraded",
  "noise_event"];
const USED = NAMES.map((name) => !["login", "video_watched", "noise_event"].includes(name));
const PLANS = ["free", "pro", "enterprise"];

let now = 0;
const out = [];
const queues = new Map();

const clock = {
  setTimeout(call, length) {
    let queue = queues.get(length);
    if (!queue) queues.set(length, (queue = { timers: [], first: 0 }));
    const timer = { due: now + length, call };
    queue.timers.push(timer);
    return timer;
  },
  clearTimeout(timer) {
    timer.call = null;
  },
};

// Everything due before the limit, the earliest first.
function fire_due(limit) {
  for (;;) {
    let first = null;
    for (const queue of queues.values()) {
      while (queue.first < queue.timers.length && queue.timers[queue.first].call === null) {
        queue.timers[queue.first++] = null;
      }
      if (queue.first === queue.timers.length || queue.timers[queue.first].due >= limit) continue;
      if (!first || queue.timers[queue.first].due < first.timers[first.first].due) first = queue;
    }
    if (!first) return;
    const timer = first.timers[first.first];
    first.timers[first.first++] = null;
    now = timer.due;
    timer.call();
  }
}

function line(user, what) {
  out.push(`${now} ${user.id} ${what}`);
}

// At most 3 messages in 7 days, otherwise skipped.
function message(user, what) {
  if (user.sent.length === 3) {
    if (user.sent[0] > now - 7 * DAY) return line(user, `skip ${what}`);
    user.sent.shift();
  }
  user.sent.push(now);
  line(user, `send ${what}`);
}

const machine = setup({
  actions: {
    message: ({ context }, params) => message(context, params.what),
    line: ({ context }, params) => line(context, params.what),
  },
  guards: { has_count: ({ event }) => event.count >= 1 },
}).createMachine({
  context: ({ input }) => ({ id: input.id, sent: [] }),
  initial: "welcome",
  states: {
    welcome: {
      entry: { type: "message", params: { what: "email welcome" } },
      on: { project_created: { guard: "has_count", target: "active" } },
      after: { [3 * DAY]: "tip" },
    },
    tip: {
      entry: { type: "message", params: { what: "in_app tip" } },
      on: { project_created: "active" },
      after: {
        [4 * DAY]: {
          target: "left",
          actions: [
            { type: "line", params: { what: "send task call" } },
            { type: "line", params: { what: "exit called" } },
          ],
        },
      },
    },
    active: {
      entry: { type: "message", params: { what: "in_app activated" } },
      on: { report_created: "report" },
      initial: "waits",
      states: {
        waits: {
          on: { invited_teammate: "stays" },
          after: { [7 * DAY]: { target: "stays", actions: { type: "message", params: { what: "email nudge" } } } },
        },
        stays: {},
      },
    },
    report: {
      entry: [
        { type: "line", params: { what: "milestone first_report" } },
        { type: "message", params: { what: "email congrats" } },
      ],
      on: { upgraded: { target: "left", actions: { type: "line", params: { what: "exit upgraded" } } } },
      after: { [14 * DAY]: { target: "left", actions: { type: "line", params: { what: "exit not_upgraded" } } } },
    },
    left: { type: "final" },
  },
});

function run(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const actors = new Map();
  const count = bytes.byteLength / 32;
  for (let i = 0; i < count; i++) {
    const at = i * 32;
    const time = Number(view.getBigInt64(at + 16, true));
    const name = view.getUint16(at + 24, true);
    fire_due(time);
    now = time;
    if (!USED[name]) continue;
    const id = bytes.latin1Slice(at, at + 16);
    const actor = actors.get(id);
    if (actor) {
      actor.send({ type: NAMES[name], count: view.getInt32(at + 28, true) });
    } else if (name === 0 && PLANS[view.getUint8(at + 26)] !== "free") {
      const made = createActor(machine, { clock, input: { id } });
      actors.set(id, made);
      made.start();
    }
  }
  fire_due(now + 1);
}

const bytes = readFileSync(events_path);
const begin = performance.now();
run(bytes);
const end = performance.now();
writeFileSync(lines_path, out.length ? out.join("\n") + "\n" : "");
console.log(((end - begin) / 1000).toFixed(6));

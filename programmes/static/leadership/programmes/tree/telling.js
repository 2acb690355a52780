// Nodes in words: what they are called, what a row says of them, what a tree amounts to.
import { isGroup } from "./document.js";
import { make, say } from "./dom.js";
import { knownOf } from "./items.js";
import { pointsOffered } from "./totals.js";

export class Telling {
  constructor(config, nodeOf) {
    this.config = config;
    this.words = config.words;
    this.nodeOf = nodeOf;
    this.minutes = (node) => knownOf(node, config)?.minutes || 0;
    this.types = new Map(config.items.map((type) => [type.code, type]));
    this.stages = new Map(config.stages);
  }

  // What is shown where a node has no title: what it is.
  untitled(node) {
    if (isGroup(node)) return this.words.untitled_group;
    return this.types.get(node.item.type)?.label || node.item.type;
  }

  ownTitle(node) {
    if (isGroup(node)) return node.title || "";
    return node.title || knownOf(node, this.config)?.title || "";
  }

  name(node) {
    return this.ownTitle(node) || this.untitled(node);
  }

  rule(node) {
    const all = node.children.length;
    if (node.kind === "at_least") return say(this.words.rule_at_least, { count: node.at_least ?? "?", all });
    if (node.kind === "points")
      return say(this.words.rule_points, { count: node.points_needed ?? "?", all: pointsOffered(node) });
    return say(this.words.rule_all, { all });
  }

  row(node, parent) {
    const type = isGroup(node) ? null : this.types.get(node.item.type);
    return {
      icon: type ? type.icon : isGroup(node) ? "folder-open-inverse" : "warning",
      title: this.ownTitle(node),
      untitled: this.untitled(node),
      notes: [isGroup(node) ? this.rule(node) : this.about(node)].filter(Boolean),
      flags: [...this.flags(node, parent)],
    };
  }

  about(node) {
    const minutes = this.minutes(node);
    if (minutes) return say(this.words.minutes, { count: minutes });
    if (node.item.type === "credits") return say(this.words.credits_count, { count: node.item.credits || "?" });
    return this.ownTitle(node) ? this.types.get(node.item.type)?.label || "" : "";
  }

  *flags(node, parent) {
    if (parent.kind === "all" && node.required === false) yield this.words.optional;
    if (parent.kind === "points") yield say(this.words.points_count, { count: node.points ?? 0 });
    if (Number.isInteger(node.due_days)) yield say(this.words.due_day, { day: node.due_days });
    if (Number.isInteger(node.opens?.after_start)) yield say(this.words.opens_day, { day: node.opens.after_start });
    if (node.opens?.on) yield say(this.words.opens_on_date, { date: this.date(node.opens.on) });
    const needs = (node.needs || []).map((id) => (this.nodeOf(id) ? this.name(this.nodeOf(id)) : this.words.gone));
    if (needs.length && Number.isInteger(node.delay_days) && node.delay_days > 0)
      yield say(this.words.after_delay, { titles: needs.join(", "), days: node.delay_days });
    else if (needs.length) yield say(this.words.after, { titles: needs.join(", ") });
    if (node.stages?.length)
      yield say(this.words.only_stages, { stages: node.stages.map((each) => this.stages.get(each) || each).join(", ") });
  }

  date(text) {
    const day = new Date(`${text}T12:00:00Z`);
    if (Number.isNaN(day.getTime())) return "?";
    const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", form).format(day);
  }

  lines(found) {
    const span = found.least === found.most ? found.least : say(this.words.span, found);
    const due = found.dates ? say(this.words.due_span, { first: found.firstDue, last: found.lastDue, count: found.dates }) : "0";
    return [
      [this.words.total_modules, found.modules],
      [this.words.total_items, found.items],
      [this.words.total_needed, span],
      [this.words.total_all, found.all],
      [this.words.total_due, due],
    ];
  }

  totals(found) {
    return this.lines(found).map(([label, value]) =>
      make("div", {}, make("dt", {}, label), make("dd", {}, String(value))),
    );
  }

  summary(found) {
    const said = this.lines(found).map(([label, value]) => `${label}: ${value}`);
    return `${this.words.picture} ${said.join("; ")}.`;
  }
}

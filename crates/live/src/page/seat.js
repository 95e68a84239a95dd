// A trainee's seat: the desktop of an agent whom a person plays. What may not be done now can still be pressed, and says why.

import { el, seconds, set } from './words.js';

export class Seat {
  constructor(box, ask, toast) {
    this.box = box;
    this.ask = ask;
    this.toast = toast;
    this.name = null;
    this.cards = new Map();
    this.asking = false;
    this.head = el('h2');
    this.state = el('p');
    this.activities = el('div', null, 'row');
    this.tasks = el('div');
    this.last = el('p', null, 'more');
    box.append(this.head, this.state, this.activities, this.tasks, this.last);
  }

  open(name) {
    if (this.name !== name) {
      this.cards.clear();
      this.tasks.replaceChildren();
    }
    this.name = name;
    this.refresh();
  }

  close() { this.name = null; }

  // Asked with each snapshot; one question at a time.
  async refresh() {
    if (!this.name || this.asking) return;
    this.asking = true;
    const name = this.name;
    const desk = await this.ask(`/api/seats/${encodeURIComponent(name)}`);
    this.asking = false;
    if (desk && name === this.name) this.draw(desk);
  }

  async act(button, more = {}) {
    if (button.why_not) { this.toast(`${button.label}: not now, because ${button.why_not}.`); return false; }
    const payload = button.payload === null ? null : { ...button.payload, ...more };
    const done = await this.ask(`/api/seats/${encodeURIComponent(this.name)}`, { action: button.action, payload });
    this.refresh();
    return done !== null;
  }

  draw(desk) {
    set(this.head, desk.name);
    set(this.state, `${desk.state}${desk.state === desk.activity.toLowerCase() ? '' : ` · ${desk.activity}`}${desk.connected ? '' : ' · no connection'}${desk.signed_in ? '' : ' · the session has expired'}`);
    this.buttons(this.activities, desk.activities, (button) => (button.label === desk.activity ? 'main' : ''));
    const there = new Set();
    for (const task of desk.tasks) {
      there.add(task.sid);
      let card = this.cards.get(task.sid);
      if (!card) {
        card = this.card(task);
        this.cards.set(task.sid, card);
        this.tasks.append(card.box);
      }
      this.fill(card, task);
    }
    for (const [sid, card] of this.cards) {
      if (!there.has(sid)) { card.box.remove(); this.cards.delete(sid); }
    }
    if (there.size === 0 && !this.tasks.firstChild) this.tasks.append(el('p', 'Nothing on the desktop.', 'more nothing'));
    else if (there.size > 0) this.tasks.querySelector('.nothing')?.remove();
    const last = desk.actions[0];
    set(this.last, last ? `Last: ${last.text}${last.about ? ` ${last.about}` : ''}` : '');
    this.last.className = last?.kind === 'rejected' ? 'bad' : 'more';
  }

  // Buttons are made once, and keep what they stand for; so none moves away under a finger.
  buttons(row, buttons, kind) {
    while (row.children.length > buttons.length) row.lastChild.remove();
    buttons.forEach((button, i) => {
      let made = row.children[i];
      if (!made) {
        made = el('button');
        made.type = 'button';
        made.addEventListener('click', () => this.act(made.button));
        row.append(made);
      }
      made.button = button;
      set(made, button.label);
      made.dataset.action = button.action;
      made.className = `${kind(button)}${button.why_not ? ' no' : ''}`;
      made.setAttribute('aria-disabled', String(Boolean(button.why_not)));
      made.title = button.why_not ? `Not now: ${button.why_not}` : '';
    });
  }

  card(task) {
    const card = { box: el('article', null, 'task'), who: el('h3'), status: el('p', null, 'more'), row: el('div', null, 'row') };
    card.call = el('p', null, 'more');
    card.messages = el('ol', null, 'messages');
    card.hand = el('form', null, 'row');
    card.target = el('select');
    card.target.setAttribute('aria-label', 'Hand on to');
    card.mode = el('select');
    card.mode.setAttribute('aria-label', 'How');
    card.mode.append(el('option', 'warm'), el('option', 'cold'));
    card.handOn = el('button', 'Hand on');
    card.hand.append(card.target, card.mode, card.handOn);
    card.hand.addEventListener('submit', (event) => {
      event.preventDefault();
      this.act(card.task.transfer, { targetSid: card.target.value, options: { mode: card.mode.value } });
    });
    card.write = el('form', null, 'row');
    card.text = el('input');
    card.text.placeholder = 'Write …';
    card.text.setAttribute('aria-label', 'Message');
    card.text.maxLength = 1000;
    card.send = el('button', 'Send');
    card.write.append(card.text, card.send);
    card.write.addEventListener('submit', async (event) => {
      event.preventDefault();
      const body = card.text.value.trim();
      if (body && await this.act(card.task.write, { body })) card.text.value = '';
    });
    card.box.append(card.who, card.status, card.call, card.messages, card.write, card.row, card.hand);
    card.box.dataset.sid = task.sid;
    return card;
  }

  fill(card, task) {
    const { targets } = task;
    card.task = task;
    const rings = task.status === 'pending';
    card.box.className = rings ? 'task rings' : 'task';
    set(card.who, rings ? `${task.channel === 'voice' ? 'It rings' : 'New'}: ${task.customer}` : task.customer);
    set(card.status, `${task.channel}, ${task.status} for ${seconds(task.since)}${task.queue ? `, ${task.queue}` : ''}`);
    const legs = task.call.map((leg) => `${leg.who}${leg.ringing ? ' (ringing)' : leg.hold ? ' (on hold)' : leg.muted ? ' (muted)' : ''}`);
    set(card.call, legs.length ? `On the call: ${legs.join(', ')}` : '');
    this.buttons(card.row, task.buttons, (button) => (button.action === (rings ? 'AcceptTask' : task.status === 'wrapping' ? 'CompleteTask' : '') ? 'main' : ''));
    card.hand.hidden = rings;
    this.allow(card.handOn, task.transfer);
    const key = targets.map((target) => target.sid).join();
    if (card.target.dataset.key !== key) {
      const chosen = card.target.value;
      card.target.dataset.key = key;
      card.target.replaceChildren(...targets.map((target) => {
        const option = el('option', target.kind === 'queue' ? `${target.name} (queue)` : target.name);
        option.value = target.sid;
        return option;
      }));
      if (targets.some((target) => target.sid === chosen)) card.target.value = chosen;
    }
    card.write.hidden = !task.write || rings;
    if (task.write) this.allow(card.send, task.write);
    const messages = task.messages ?? [];
    const text = messages.map((message) => `${message.at}${message.author}`).join();
    if (card.messages.dataset.key !== text) {
      card.messages.dataset.key = text;
      card.messages.replaceChildren(...messages.map((message) => {
        const line = el('li', null, message.author === this.name ? 'own' : '');
        line.append(el('b', message.author), ` ${message.text}`);
        return line;
      }));
      card.messages.scrollTop = card.messages.scrollHeight;
    }
  }

  allow(made, button) {
    made.className = button.why_not ? 'no' : '';
    made.setAttribute('aria-disabled', String(Boolean(button.why_not)));
    made.title = button.why_not ? `Not now: ${button.why_not}` : '';
  }
}

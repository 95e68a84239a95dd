// The wallboard: shows the newest snapshot, and gives orders. Everything it knows comes from the server beside it.
import { Floor } from './floor.js';
import { Seat } from './seat.js';
import { el, percent, seconds, set, short, whole } from './words.js';

const $ = (id) => document.getElementById(id);
const said = new URLSearchParams(location.hash.slice(1));
const token = said.get('token');
let floor = null;
let shown = null;
let next = null;
let opened = null;
let lastLine = 0;
let seen = 0;
let gone = false;

// The server.
async function ask(path, body) {
  if (gone) { toast('The show has gone.'); return null; }
  const headers = {};
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const options = { headers, method: body === undefined ? 'GET' : 'POST', body: body === undefined ? undefined : JSON.stringify(body) };
  try {
    const response = await fetch(path, options);
    const answer = await response.json().catch(() => null);
    if (response.ok) return answer;
    const error = answer?.error ?? { message: `${response.status}` };
    toast(error.help ? `${error.message}: ${error.help}` : error.message);
  } catch {
    toast('The show does not answer.');
  }
  return null;
}

let toastTimer = 0;
function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, 6000);
}

if (token) $('record').href += `?token=${encodeURIComponent(token)}`;

function listen() {
  const query = token ? `?token=${encodeURIComponent(token)}` : '';
  const stream = new EventSource(`/api/events${query}`);
  stream.onopen = () => { $('link').className = ''; };
  stream.onmessage = (message) => {
    // Only the newest is drawn, however many come between two frames.
    if (next === null) requestAnimationFrame(draw);
    next = message.data;
  };
  stream.addEventListener('gone', () => {
    stream.close();
    gone = true;
    drawGone();
  });
  stream.onerror = () => {
    set($('link'), token || !shown ? 'no connection (is the token right?)' : 'no connection; trying again …');
    $('link').className = 'lost';
  };
}

let floorAsked = false;
async function loadFloor() {
  if (floorAsked) return;
  floorAsked = true;
  const answer = await ask('/api/floor');
  floorAsked = false;
  if (!answer) return;
  floor = answer;
  document.title = `${floor.name} · wallboard`;
  set($('name'), floor.name);
  $('name').title = floor.description;
  plan.setNames(floor.agents, floor.states);
  $('names').replaceChildren(...floor.agents.slice(0, 2000).map((name) => { const o = el('option'); o.value = name; return o; }));
  options($('do-burst').customers, floor.customers);
  options($('do-staff').agents, floor.staff);
  options($('do-fault').fault, floor.faults);
  $('do-burst').hidden = floor.customers.length === 0;
  $('do-staff').hidden = floor.staff.length === 0;
  $('do-fault').hidden = floor.faults.length === 0;
  $('legend').replaceChildren(...floor.states.map((state) => {
    const item = el('li', null, state.letter);
    item.append(`${state.name} `, el('b', '0'));
    return item;
  }));
  options($('which'), floor.seats);
  $('sit').hidden = floor.seats.length === 0;
  $('which').hidden = floor.seats.length < 2;
  // The trainee's own address: #seat=NAME.
  if (said.has('seat')) { sit(said.get('seat')); said.delete('seat'); }
  if (!shown) return;
  drawStory(shown);
  drawLegend(shown.states);
  // The first lines may have come before it was known at what time of the day the run begins.
  lastLine = 0;
  $('feed').replaceChildren();
  drawFeed(shown.feed);
}

function options(select, names) {
  select.replaceChildren(...names.map((name) => el('option', name)));
}

const plan = new Floor($('plan'), openAgent);
const seat = new Seat($('seat-body'), ask, toast);

function sit(name) {
  if (!name) return;
  close('detail');
  close('panel');
  $('which').value = name;
  $('seat').hidden = false;
  document.querySelector('main').classList.add('seated');
  $('sit').setAttribute('aria-expanded', 'true');
  seat.open(name);
}

// Drawing.
function draw() {
  const state = JSON.parse(next);
  next = null;
  shown = state;
  if (!floor || floor.agents.length !== state.agents.length) loadFloor();
  drawClock(state);
  drawStory(state);
  drawFigures(state);
  drawQueues(state.queues);
  drawLatency(state.latency);
  plan.update(state.agents);
  drawLegend(state.states);
  drawFeed(state.feed);
  drawFindings(state.findings);
  seen += 1;
  if (opened && !gone && seen % 6 === 0) refreshDetail();
  if (!gone && seen % 2 === 0) seat.refresh();
  if (gone) drawGone();
}

// Nobody is there any more who could answer.
function drawGone() {
  set($('link'), 'the show has gone; this is its last picture');
  for (const control of document.querySelectorAll('nav button, nav select, aside form button, #go-on')) control.disabled = true;
}

function drawLegend(counts) {
  (floor?.states ?? []).forEach((state, i) => set($('legend').children[i].lastChild, whole(counts[state.name])));
}

function drawClock(state) {
  const clock = state.clock;
  set($('clock'), clock.time);
  let pace = clock.speed === 'max' ? 'as fast as it goes' : `${clock.speed}× real time`;
  if (clock.ended) pace = 'the show is over';
  else if (clock.waiting) pace = 'about to begin';
  else if (clock.jumping) pace = 'on the way to the next chapter …';
  else if (clock.paused) pace = `paused · ${pace}`;
  else if (clock.behind > 0.25) pace += ` · ${clock.behind.toFixed(1)} s behind`;
  set($('pace'), pace);
  $('pace').className = clock.behind > 0.25 && !clock.paused && !clock.ended ? 'behind' : '';
  set($('pause'), clock.paused ? 'Resume' : 'Pause');
  for (const id of ['pause', 'step', 'speed', 'jump']) $(id).disabled = clock.ended;
  if (document.activeElement !== $('speed')) {
    const value = String(clock.speed);
    if (![...$('speed').options].some((option) => option.value === value)) {
      const option = el('option', `${value}×`);
      option.value = value;
      $('speed').append(option);
    }
    $('speed').value = value;
  }
  set($('link'), `${clock.viewers} watching · ${whole(state.all.arrived)} contact${state.all.arrived === 1 ? '' : 's'} · ${whole(clock.events)} events`);
}

function drawStory(state) {
  const begun = state.chapters.map((chapter) => chapter.title);
  const planned = (floor?.chapters ?? []).filter((chapter) => chapter.at > state.clock.at).map((chapter) => chapter.title);
  const titles = [...begun.slice(-3), ...planned.slice(0, 3)];
  const now = Math.min(begun.length, 3) - 1;
  const key = JSON.stringify([titles, now]);
  if ($('chapters').dataset.key !== key) {
    $('chapters').dataset.key = key;
    $('chapters').replaceChildren(...titles.map((title, i) => el('li', title, i === now ? 'now' : '')));
  }
  const text = state.question ?? state.said?.text ?? '';
  set($('said'), text);
  $('go-on').hidden = !state.question || !state.clock.paused;
  $('story').hidden = titles.length === 0 && !text;
}

function drawFigures(state) {
  const all = state.all;
  set($('service-level'), percent(all.recent.service_level));
  set($('service-level-all'), `${percent(all.service_level)} so far`);
  set($('abandoned'), percent(all.recent.abandon_rate));
  set($('abandoned-all'), `${whole(all.abandoned)} of ${whole(all.admitted)} so far`);
  set($('occupancy'), percent(all.occupancy));
  set($('people'), `${whole(all.busy)} of ${whole(all.at_work)} busy`);
  set($('waiting'), whole(all.waiting));
  set($('oldest'), all.oldest === null ? 'nobody waits' : `oldest ${seconds(all.oldest)}`);
}

function rows(body, items, make) {
  while (body.rows.length > items.length) body.deleteRow(-1);
  items.forEach((item, i) => {
    let row = body.rows[i];
    if (!row) { row = make(body, i); }
    item.cells.forEach((cell, j) => {
      const target = row.cells[j].firstElementChild ?? row.cells[j];
      set(target, cell);
    });
    row.cells[2].className = item.bad ? 'bad' : '';
    row.dataset.queue = item.name;
  });
}

function drawQueues(queues) {
  const items = queues.map((queue) => ({
    name: queue.name,
    bad: queue.oldest !== null && queue.oldest > queue.target,
    cells: [queue.name, whole(queue.waiting), queue.oldest === null ? '–' : seconds(queue.oldest), percent(queue.recent.service_level), whole(queue.abandoned)],
  }));
  rows($('queues').tBodies[0], items, (body) => {
    const row = body.insertRow();
    for (let j = 0; j < 5; j += 1) row.insertCell();
    const button = el('button');
    button.type = 'button';
    button.addEventListener('click', () => openQueue(row.dataset.queue));
    row.cells[0].append(button);
    return row;
  });
}

function drawLatency(actions) {
  const items = [...actions].sort((a, b) => b.count - a.count).map((action) => ({
    name: action.action,
    cells: [action.action, whole(action.count), short(action.p50), short(action.p90), short(action.p99)],
  }));
  rows($('latency').tBodies[0], items, (body) => {
    const row = body.insertRow();
    for (let j = 0; j < 5; j += 1) row.insertCell();
    return row;
  });
}

// The time of day, where the run has one.
function clockOf(at) {
  const starts = floor?.starts_at;
  const past = Math.floor(at + (starts ?? 0)) % (starts == null ? Infinity : 86400);
  const two = (number) => String(number).padStart(2, '0');
  if (starts != null) return `${two(Math.floor(past / 3600))}:${two(Math.floor(past / 60) % 60)}:${two(past % 60)}`;
  return `${Math.floor(past / 3600)}:${two(Math.floor(past / 60) % 60)}:${two(past % 60)}`;
}

function drawFeed(lines) {
  const fresh = lines.filter((line) => line.n > lastLine);
  if (fresh.length === 0) return;
  lastLine = fresh[fresh.length - 1].n;
  for (const line of fresh) {
    const item = el('li', null, line.kind);
    const text = el('div');
    text.append(el('b', line.who), ' ', el('span', line.text));
    if (line.about) text.append(' ', el('i', line.about));
    item.append(el('time', clockOf(line.at)), text);
    $('feed').prepend(item);
  }
  while ($('feed').children.length > 80) $('feed').lastChild.remove();
}

function drawFindings(findings) {
  $('findings').hidden = findings.length === 0;
  const key = JSON.stringify(findings);
  if ($('findings').dataset.key === key) return;
  $('findings').dataset.key = key;
  $('findings').replaceChildren(el('b', `${findings.length} found`), ...findings.map((it) => el('p', `${clockOf(it.at)} ${it.what}: ${it.text}`)));
}

// Details.
function openAgent(name) { close('panel'); opened = { kind: 'agents', name }; refreshDetail(); }
function openQueue(name) { close('panel'); opened = { kind: 'queues', name }; refreshDetail(); }

async function refreshDetail() {
  const wanted = opened;
  if (!wanted) return;
  const answer = await ask(`/api/${wanted.kind}/${encodeURIComponent(wanted.name)}`);
  if (opened !== wanted) return;
  if (!answer) { close('detail'); return; }
  const body = wanted.kind === 'agents' ? agentDetail(answer) : queueDetail(answer);
  const scroll = $('detail').scrollTop;
  const unfolded = $('detail-body').querySelector('details')?.open ?? false;
  $('detail-body').replaceChildren(...body);
  const details = $('detail-body').querySelector('details');
  if (details) details.open = unfolded;
  $('detail').hidden = false;
  $('detail').scrollTop = scroll;
}

function agentDetail(agent) {
  const letter = floor?.states.find((state) => state.name === agent.state)?.letter ?? 'f';
  const head = el('h2', agent.name);
  const line = el('p');
  line.append(el('span', agent.state, `badge ${letter}`), ` ${agent.activity} · ${agent.queues.join(', ') || 'no queue'}`);
  const parts = [head, line];
  if (!agent.connected) parts.push(el('p', 'The desktop has no connection.', 'bad'));
  if (!agent.signed_in) parts.push(el('p', 'The session has expired.', 'bad'));
  parts.push(el('h3', agent.tasks.length ? 'On the desktop' : 'Nothing on the desktop'));
  for (const task of agent.tasks) {
    const box = el('div', null, 'chat');
    box.append(el('b', `${task.customer}`), ` ${task.channel}, ${task.status} for ${seconds(task.since)}${task.queue ? `, ${task.queue}` : ''}`);
    for (const leg of task.call) {
      const flags = [leg.ringing && 'ringing', leg.hold && 'on hold', leg.muted && 'muted'].filter(Boolean).join(', ');
      box.append(el('div', `on the call: ${leg.who}${flags ? ` (${flags})` : ''}`, 'more'));
    }
    for (const message of task.messages ?? []) box.append(el('div', `${message.author}: ${message.text}`));
    parts.push(box);
  }
  parts.push(el('h3', 'Last actions'));
  const table = el('table');
  for (const act of agent.actions) {
    const row = table.insertRow();
    row.append(el('td', clockOf(act.at)), el('td', act.text, act.kind === 'rejected' ? 'bad' : ''), el('td', act.about));
  }
  parts.push(table);
  const details = el('details');
  details.append(el('summary', 'The whole desktop'), el('pre', JSON.stringify(agent.desktop, null, 1)));
  parts.push(details);
  return parts;
}

function queueDetail(queue) {
  const parts = [el('h2', queue.name), el('p', `${whole(queue.waiting_count)} waiting · ${queue.available} of ${queue.agents} agents available · target ${seconds(queue.target)}`)];
  const table = el('table');
  table.append(el('thead'));
  table.tHead.insertRow().append(el('th', 'Who'), el('th', 'Channel'), el('th', 'Waits'), el('th', 'Offered to'));
  const body = table.createTBody();
  for (const task of queue.waiting) {
    body.insertRow().append(el('td', task.customer), el('td', task.channel), el('td', seconds(task.waited)), el('td', task.offered_to.join(', ') || '–'));
  }
  parts.push(table);
  return parts;
}

function close(id) {
  $(id).hidden = true;
  if (id === 'detail') opened = null;
  if (id === 'seat') { document.querySelector('main').classList.remove('seated'); seat.close(); $('sit').setAttribute('aria-expanded', 'false'); }
  if (id === 'panel') $('trainer').setAttribute('aria-expanded', 'false');
}

// Controls.
$('pause').addEventListener('click', () => ask(shown?.clock.paused ? '/api/resume' : '/api/pause', {}));
$('go-on').addEventListener('click', () => ask('/api/resume', {}));
$('step').addEventListener('click', () => ask('/api/step', {}));
$('jump').addEventListener('click', () => ask('/api/jump', {}));
$('speed').addEventListener('change', async (event) => {
  const value = event.target.value;
  event.target.blur();
  await ask('/api/speed', { speed: value === 'max' ? 'max' : Number(value) });
});
$('trainer').addEventListener('click', () => {
  close('detail');
  $('panel').hidden = !$('panel').hidden;
  $('trainer').setAttribute('aria-expanded', String(!$('panel').hidden));
});
$('sit').addEventListener('click', () => { if ($('seat').hidden) sit($('which').value); else close('seat'); });
$('which').addEventListener('change', () => sit($('which').value));
$('find').addEventListener('submit', (event) => { event.preventDefault(); if ($('who').value.trim()) openAgent($('who').value.trim()); });
for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => close(button.dataset.close));

async function inject(event, body) {
  event.preventDefault();
  const answer = await ask('/api/inject', body);
  if (answer) toast(`Done: ${answer.does}.`);
}
$('do-burst').addEventListener('submit', (event) => {
  const form = event.target;
  inject(event, { burst: { customers: form.customers.value, count: Number(form.count.value), over: Number(form.over.value) } });
});
$('do-staff').addEventListener('submit', (event) => {
  const form = event.target;
  inject(event, { [event.submitter?.value ?? 'leave']: { agents: form.agents.value, count: Number(form.count.value) } });
});
$('do-fault').addEventListener('submit', (event) => {
  const form = event.target;
  inject(event, { fault: { name: form.fault.value, for: Number(form.seconds.value) } });
});
$('do-note').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (await ask('/api/annotate', { text: event.target.text.value })) event.target.reset();
});
addEventListener('keydown', (event) => {
  if (event.target.closest?.('input, select, textarea, button')) { if (event.key === 'Escape') event.target.blur(); return; }
  if (event.key === ' ') { event.preventDefault(); $('pause').click(); }
  if (event.key === 'ArrowRight') $('step').click();
  if (event.key === 'Escape') { close('detail'); close('panel'); close('seat'); }
});

// An address with another token or seat, in a page that is open already.
addEventListener('hashchange', () => location.reload());

loadFloor();
listen();

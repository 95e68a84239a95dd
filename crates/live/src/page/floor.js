// The floor plan: one tile for each agent, team by team. Buttons with names on a small floor, a canvas on a large one;
// only what has changed is drawn again.

const BUTTONS_MAX = 300;
const GAP = 4;
// A tile is so much wider than high, it can still be read when it is so small, and the name of a team is so high.
const RATIO = 1.7;
const TILE_LEAST = 30;
const HIGH_LEAST = 20;
const HEADING = 20;
const TEAMS_MAX = 12;

const tileHeight = (width) => Math.max(HIGH_LEAST, Math.floor(width / RATIO));

export class Floor {
  constructor(box, open) {
    this.box = box;
    this.open = open;
    this.names = [];
    this.letters = '';
    this.states = new Map();
    this.tiles = [];
    this.teams = [];
    new ResizeObserver(() => this.lay()).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.lay());
  }

  setNames(names, states) {
    this.names = names;
    this.states = new Map(states.map((state) => [state.letter, state.name]));
    this.grid = null;
    this.lay();
  }

  update(letters) {
    if (letters === this.letters) return;
    const before = this.letters;
    this.letters = letters;
    if (before.length !== letters.length || !this.ready) {
      this.lay();
      return;
    }
    for (let i = 0; i < letters.length; i += 1) {
      if (letters[i] !== before[i]) this.show(i);
    }
  }

  // Who belongs together: desk-1 and desk-2 are of one team. Those who came later stand with their own.
  group(count) {
    const teams = new Map();
    for (let i = 0; i < count; i += 1) {
      const name = (this.names[i] ?? '').replace(/-\d+$/, '');
      if (!teams.has(name)) teams.set(name, []);
      teams.get(name).push(i);
    }
    this.teams = [...teams].map(([name, members]) => ({ name, members }));
    if (this.teams.length > TEAMS_MAX || this.teams.length === count) {
      this.teams = [{ name: '', members: Array.from({ length: count }, (_, i) => i) }];
    }
    this.heading = this.teams.length > 1 ? HEADING : 0;
  }

  // How high the floor is with so many tiles of this height in a row.
  height(columns, height, heading = this.heading) {
    const high = (team) => heading + Math.ceil(team.members.length / columns) * height;
    return this.teams.reduce((sum, team) => sum + high(team), 0);
  }

  lay() {
    const count = this.letters.length;
    this.ready = false;
    if (count === 0) return;
    this.group(count);
    if (count <= BUTTONS_MAX) this.layButtons(count); else this.layCanvas(count);
    this.ready = true;
  }

  // The largest tiles that all fit.
  tileWidth(count, most) {
    const width = Math.max(this.box.clientWidth, 50);
    const height = Math.max(this.box.clientHeight, 50);
    let best = TILE_LEAST;
    for (let columns = 1; columns <= count; columns += 1) {
      best = Math.min(most, (width - GAP * (columns - 1)) / columns);
      if (best < TILE_LEAST) return TILE_LEAST;
      if (this.height(columns, tileHeight(best) + GAP) <= height) return best;
    }
    return best;
  }

  layButtons(count) {
    this.canvas = null;
    const few = count <= 12;
    const width = Math.floor(this.tileWidth(count, few ? 300 : 170));
    if (this.tiles.length !== count || !this.grid?.isConnected) this.makeButtons(count);
    this.grid.style.gridTemplateColumns = `repeat(auto-fill, ${width}px)`;
    this.grid.style.fontSize = `${Math.max(9, Math.min(few ? 20 : 14, width / 7))}px`;
    this.grid.style.setProperty('--high', `${tileHeight(width)}px`);
    this.words = width >= 62;
    for (let i = 0; i < count; i += 1) this.show(i);
  }

  makeButtons(count) {
    this.grid = document.createElement('div');
    this.grid.className = 'tiles';
    this.tiles = new Array(count);
    for (const team of this.teams) {
      if (this.heading) {
        const heading = document.createElement('h3');
        heading.textContent = `${team.name} · ${team.members.length}`;
        this.grid.append(heading);
      }
      for (const i of team.members) {
        const tile = document.createElement('button');
        tile.type = 'button';
        tile.append(document.createElement('b'), document.createElement('span'));
        tile.addEventListener('click', () => this.open(this.names[i] ?? String(i)));
        this.tiles[i] = tile;
        this.grid.append(tile);
      }
    }
    this.box.replaceChildren(this.grid);
  }

  layCanvas(count) {
    this.tiles = [];
    const width = this.box.clientWidth;
    const height = this.box.clientHeight;
    // The largest tiles that all fit, at most half as wide again as they are high, or such that one has to scroll.
    let best = { wide: 4, high: 4 };
    for (let wide = 4; wide <= 40; wide += 1) {
      const columns = Math.floor(width / wide);
      if (columns < 1) break;
      const high = Math.min(wide, Math.floor((height - this.height(columns, 0)) / this.height(columns, 1, 0)));
      if (high >= 4 && high * 1.5 >= wide && high * wide > best.high * best.wide) best = { wide, high };
    }
    const { wide, high } = best;
    const columns = Math.max(1, Math.floor(width / wide));
    this.tile = best;
    this.places = new Array(count);
    const canvas = document.createElement('canvas');
    const scale = window.devicePixelRatio || 1;
    canvas.style.width = `${columns * wide}px`;
    canvas.style.height = `${this.height(columns, high)}px`;
    canvas.width = columns * wide * scale;
    canvas.height = this.height(columns, high) * scale;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${count} agents; find one by name in the field above`);
    this.canvas = canvas.getContext('2d');
    this.canvas.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    this.colours = new Map([...'aothwcpf'].map((letter) => [letter, style.getPropertyValue(`--${letter}`)]));
    this.canvas.fillStyle = style.getPropertyValue('--soft');
    this.canvas.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    let top = 0;
    for (const team of this.teams) {
      if (this.heading) this.canvas.fillText(`${team.name} · ${team.members.length.toLocaleString('en')}`, 0, top + 14);
      top += this.heading;
      team.top = top;
      team.members.forEach((i, place) => {
        this.places[i] = { x: (place % columns) * wide, y: top + Math.floor(place / columns) * high };
      });
      top += Math.ceil(team.members.length / columns) * high;
    }
    const at = (event) => {
      const team = this.teams.findLast((it) => it.top <= event.offsetY);
      const place = team && Math.floor((event.offsetY - team.top) / high) * columns + Math.floor(event.offsetX / wide);
      return team?.members[place];
    };
    canvas.addEventListener('click', (event) => {
      const i = at(event);
      if (i !== undefined) this.open(this.names[i] ?? String(i));
    });
    canvas.addEventListener('mousemove', (event) => {
      const i = at(event);
      canvas.title = i === undefined ? '' : `${this.names[i] ?? i}: ${this.states.get(this.letters[i])}`;
    });
    this.box.replaceChildren(canvas);
    for (let i = 0; i < count; i += 1) this.show(i);
  }

  show(i) {
    const letter = this.letters[i];
    if (this.canvas) {
      const { x, y } = this.places[i];
      const { wide, high } = this.tile;
      const gap = high > 6 ? 2 : 1;
      this.canvas.fillStyle = this.colours.get(letter);
      this.canvas.fillRect(x, y, wide - gap, high - gap);
      return;
    }
    const tile = this.tiles[i];
    if (!tile) return;
    const name = this.names[i] ?? String(i);
    const state = this.states.get(letter) ?? '';
    tile.className = `tile ${letter}`;
    tile.dataset.agent = name;
    tile.dataset.state = state;
    tile.title = `${name}: ${state}`;
    tile.firstChild.textContent = this.words ? name : name.replace(/^.*-/, '');
    tile.lastChild.textContent = this.words ? state : '';
    tile.lastChild.hidden = !this.words;
  }
}

// The floor plan: one tile for each agent. Buttons with names on a small floor, a canvas on a large one; only what has
// changed is drawn again.

const BUTTONS_MAX = 300;
const GAP = 4;

export class Floor {
  constructor(box, open) {
    this.box = box;
    this.open = open;
    this.names = [];
    this.letters = '';
    this.states = new Map();
    this.tiles = [];
    new ResizeObserver(() => this.lay()).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.lay());
  }

  setNames(names, states) {
    this.names = names;
    this.states = new Map(states.map((state) => [state.letter, state.name]));
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

  // The largest tiles that all fit.
  size(count, ratio, least) {
    const width = Math.max(this.box.clientWidth, 50);
    const height = Math.max(this.box.clientHeight, 50);
    let best = least;
    for (let columns = 1; columns <= count; columns += 1) {
      const tile = (width - GAP * (columns - 1)) / columns;
      if (tile < least) break;
      const rows = Math.ceil(count / columns);
      if (rows * (tile / ratio + GAP) <= height) { best = tile; break; }
      best = tile;
    }
    return best;
  }

  lay() {
    const count = this.letters.length;
    this.ready = false;
    if (count === 0) return;
    if (count <= BUTTONS_MAX) this.layButtons(count); else this.layCanvas(count);
    this.ready = true;
  }

  layButtons(count) {
    this.canvas = null;
    const most = count <= 12 ? 260 : 170;
    const width = Math.min(most, Math.floor(this.size(count, 1.7, 38)));
    if (this.tiles.length !== count || !this.grid?.isConnected) {
      this.grid = document.createElement('div');
      this.grid.className = 'tiles';
      this.tiles = [];
      for (let i = 0; i < count; i += 1) {
        const tile = document.createElement('button');
        tile.type = 'button';
        tile.append(document.createElement('b'), document.createElement('span'));
        tile.addEventListener('click', () => this.open(this.names[i] ?? String(i)));
        this.tiles.push(tile);
        this.grid.append(tile);
      }
      this.box.replaceChildren(this.grid);
    }
    this.grid.style.gridTemplateColumns = `repeat(auto-fill, ${width}px)`;
    this.grid.style.gridAutoRows = `${Math.max(20, Math.floor(width / 1.7))}px`;
    this.grid.style.fontSize = `${Math.max(9, Math.min(count <= 12 ? 20 : 14, width / 7))}px`;
    this.words = width >= 62;
    for (let i = 0; i < count; i += 1) this.show(i);
  }

  layCanvas(count) {
    this.tiles = [];
    const width = this.box.clientWidth;
    const height = this.box.clientHeight;
    let tile = Math.max(4, Math.floor(Math.sqrt((width * height) / count)));
    while (tile > 4 && Math.ceil(count / Math.floor(width / tile)) * tile > height) tile -= 1;
    this.tile = tile;
    this.columns = Math.max(1, Math.floor(width / tile));
    const rows = Math.ceil(count / this.columns);
    const scale = window.devicePixelRatio || 1;
    const canvas = document.createElement('canvas');
    canvas.width = this.columns * tile * scale;
    canvas.height = rows * tile * scale;
    canvas.style.width = `${this.columns * tile}px`;
    canvas.style.height = `${rows * tile}px`;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${count} agents; find one by name in the field above`);
    canvas.addEventListener('click', (event) => {
      const i = Math.floor(event.offsetY / tile) * this.columns + Math.floor(event.offsetX / tile);
      if (i < this.letters.length) this.open(this.names[i] ?? String(i));
    });
    canvas.addEventListener('mousemove', (event) => {
      const i = Math.floor(event.offsetY / tile) * this.columns + Math.floor(event.offsetX / tile);
      canvas.title = this.names[i] ? `${this.names[i]}: ${this.states.get(this.letters[i])}` : '';
    });
    this.canvas = canvas.getContext('2d');
    this.canvas.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    this.colours = new Map([...'aothwcpf'].map((letter) => [letter, style.getPropertyValue(`--${letter}`)]));
    this.box.replaceChildren(canvas);
    for (let i = 0; i < count; i += 1) this.show(i);
  }

  show(i) {
    const letter = this.letters[i];
    if (this.canvas) {
      const x = (i % this.columns) * this.tile;
      const y = Math.floor(i / this.columns) * this.tile;
      const gap = this.tile > 6 ? 2 : 1;
      this.canvas.fillStyle = this.colours.get(letter);
      this.canvas.fillRect(x, y, this.tile - gap, this.tile - gap);
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

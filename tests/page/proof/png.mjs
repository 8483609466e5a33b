// png: makes a picture small: its colours become a palette of 256, the rest of a letter's edge the nearest of them.
import zlib from 'node:zlib';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const most = 256;

function chunksOf(png) {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size) });
    at += size + 12;
  }
  return chunks;
}

function paeth(a, b, c) {
  const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

// The bytes of the pixels, with the filter of each line undone.
function pixelsOf(raw, width, height, depth) {
  const line = width * depth, out = Buffer.alloc(line * height);
  const filters = [() => 0, (a) => a, (a, b) => b, (a, b) => (a + b) >> 1, paeth];
  for (let y = 0; y < height; y++) {
    const from = y * (line + 1), filter = filters[raw[from]];
    for (let x = 0; x < line; x++) {
      const at = y * line + x;
      const a = x >= depth ? out[at - depth] : 0, b = y ? out[at - line] : 0, c = x >= depth && y ? out[at - line - depth] : 0;
      out[at] = raw[from + 1 + x] + filter(a, b, c);
    }
  }
  return out;
}

// The commonest colours, and for each other colour the nearest of them.
function paletteOf(pixels, depth) {
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += depth) {
    const colour = (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts].sort(([a, m], [b, n]) => n - m || a - b).slice(0, most).map(([colour]) => colour);
  const far = (a, b) => ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
  const index = new Map(palette.map((colour, i) => [colour, i]));
  for (const colour of counts.keys()) {
    if (!index.has(colour)) index.set(colour, palette.reduce((best, one, i) => (far(colour, one) < far(colour, palette[best]) ? i : best), 0));
  }
  return { palette, index };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]), size = Buffer.alloc(4), sum = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([size, body, sum]);
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

// A picture of 8 bits a channel, as Chromium writes it.
export function smaller(png) {
  const chunks = chunksOf(png), header = chunks[0].data;
  const width = header.readUInt32BE(0), height = header.readUInt32BE(4), depth = header[9] === 6 ? 4 : 3;
  const raw = zlib.inflateSync(Buffer.concat(chunks.filter((one) => one.type === 'IDAT').map((one) => one.data)));
  const pixels = pixelsOf(raw, width, height, depth);
  const { palette, index } = paletteOf(pixels, depth);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * depth;
      lines[y * (width + 1) + 1 + x] = index.get((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
    }
  }
  const head = Buffer.from(header);
  head[9] = 3;
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([signature, chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', zlib.deflateSync(lines, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

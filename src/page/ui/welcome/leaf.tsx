export interface LeafSpec {
  readonly x: number;
  readonly y: number;
  /** Degrees, clockwise. */
  readonly turn: number;
  readonly scale: number;
  readonly mirrored?: boolean;
}

/** One leaf of the plate, its lines as thin at every size. */
export const Leaf = ({ leaf }: { readonly leaf: LeafSpec }) => (
  <g
    transform={`translate(${leaf.x} ${leaf.y}) scale(${leaf.mirrored === true ? -1 : 1} 1) rotate(${leaf.turn}) scale(${leaf.scale})`}
  >
    <path
      d="M0 0C6-11 20-15 34-8 28 6 12 10 0 0Z"
      fill="var(--accent)"
      fillOpacity=".1"
      stroke="var(--accent)"
      strokeWidth={1.1 / leaf.scale}
    />
    <path
      d="M0 0C10-4 20-7 30-7.4M8-2.6 13-8M14-4.6 20-10M11-3.4 17 1.6M17-5.2 23-.6"
      fill="none"
      stroke="var(--accent)"
      strokeWidth={0.7 / leaf.scale}
    />
  </g>
);

// The mark beside the name: the drawing of assets/brand/mark.svg, in the colours of the theme.

export function Mark() {
  return (
    <svg className="ad-mark" viewBox="0 0 32 32" aria-hidden="true">
      <g className="ad-mark-ink">
        <ellipse cx="16" cy="11.5" rx="13" ry="7" />
        <path d="M3 18.25c1.1 3.6 6.4 6.25 13 6.25s11.9-2.65 13-6.25" />
        <path d="M5.5 24.6c2 2.9 5.9 4.65 10.5 4.65s8.5-1.75 10.5-4.65" />
      </g>
      <circle className="ad-mark-core" cx="16" cy="11.5" r="3.4" />
    </svg>
  );
}

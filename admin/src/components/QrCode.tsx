import { encode } from 'uqr';

interface QrCodeProps {
  text: string;
  label: string;
}

/** The size of the margin that readers need (ISO/IEC 18004), in modules. */
const QUIET_ZONE = 4;

/** Black on white in every theme, because many readers need that. */
const QrCode = ({ text, label }: QrCodeProps) => {
  const { data, size } = encode(text, { border: QUIET_ZONE });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width="176"
      height="176"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
};

export default QrCode;

/** Stops with a clear message. Otherwise a syntax error would be the only hint. */
export function ensureNodeVersion(version = process.versions.node) {
  if (isSupported(version)) return;
  console.error(`Node.js ${version} is too old or not supported here.`);
  console.error('Install Node.js 20.19, 22.12, 24 or newer (https://nodejs.org), then try again.');
  process.exit(1);
}

function isSupported(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
}

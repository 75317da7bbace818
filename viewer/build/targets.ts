/**
 * The oldest browsers that both builds are written for, all of 2022: rewriting classes for those
 * before costs a fiftieth of the page. Chromium 98, and with it Edge 98 and the browsers of others
 * that are built on it; Firefox 94; Safari 16.4.
 *
 * What a browser lacks beyond syntax (Ed25519 in WebCrypto, `Intl.Segmenter`) has a way round in the code.
 */
export const TARGETS = ["chrome98", "edge98", "firefox94", "safari16.4"];

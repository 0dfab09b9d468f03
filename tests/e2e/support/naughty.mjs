// Texts that hurt whoever shows them carelessly: 515 and more, made from few patterns.

const SCRIPTS = ["alert(1)", "window.pwned=1", "fetch('//127.0.0.1/')", "top.pwned=2", "document.title='pwned'"];

const markup = (script) => [
  `<script>${script}</script>`, `<img src=x onerror=${script}>`, `<svg/onload=${script}>`, `<body onload=${script}>`,
  `<iframe src="javascript:${script}"></iframe>`, `<a href="javascript:${script}">x</a>`, `<details open ontoggle=${script}>`,
  `<input autofocus onfocus=${script}>`, `<video><source onerror=${script}></video>`, `<math><mtext></form><form><mglyph><style><img src onerror=${script}>`,
  `<object data="data:text/html,<script>${script}</script>"></object>`, `<embed src="javascript:${script}">`,
  `<marquee onstart=${script}>`, `<select onfocus=${script} autofocus>`, `<textarea onfocus=${script} autofocus>`,
  `"><script>${script}</script>`, `'><script>${script}</script>`, `" onmouseover="${script}`, `' onmouseover='${script}`,
  `</title><script>${script}</script>`, `</textarea><script>${script}</script>`, `</style><script>${script}</script>`,
  `--><script>${script}</script>`, `]]><script>${script}</script>`, `<ScRiPt>${script}</sCrIpT>`, `<script/x>${script}</script>`,
  `<<script>${script}//<</script>`, `<img """><script>${script}</script>">`, `&lt;script&gt;${script}&lt;/script&gt;`,
  `&#60;script&#62;${script}&#60;/script&#62;`, `\\x3cscript\\x3e${script}\\x3c/script\\x3e`, `\\u003cscript\\u003e${script}`,
  `javascript:${script}`, `data:text/html;base64,PHNjcmlwdD4=${script}`, `<style>@import'javascript:${script}';</style>`,
  `<p style="background:url(javascript:${script})">`, `<link rel=stylesheet href="javascript:${script}">`,
  `<meta http-equiv=refresh content="0;javascript:${script}">`, `<base href="javascript:${script}//">`, `<form action="javascript:${script}"><button>`,
  `<template><script>${script}</script></template>`, `<noscript><p title="</noscript><img src=x onerror=${script}>">`,
];

const TEMPLATES = ["7*7", "constructor.constructor('window.pwned=3')()", "process.env", "self.__init__", "''.class.mro()"];
const templates = (text) => [`{{${text}}}`, `\${${text}}`, `#{${text}}`, `<%= ${text} %>`, `{%${text}%}`, `$(${text})`, `\`${text}\``, `[[${text}]]`, `{${text}}`, `@(${text})`];

const SQL = [
  "'; DROP TABLE orders;-- ", "' OR '1'='1", "1; SELECT pg_sleep(1)--", "\" OR \"\"=\"", "admin'--", "1' UNION SELECT NULL,NULL--",
  "\\'; DESC users; --", "%27%20OR%201=1", "0x27204f5220313d31", "/**/OR/**/1=1", "'||(SELECT 1)||'", "{\"$gt\":\"\"}", "{\"$where\":\"sleep(1)\"}",
  "[$ne]=1", "\r\nFLUSHALL\r\n", "*1\r\n$8\r\nFLUSHALL\r\n", "EVAL \"redis.call('FLUSHALL')\" 0",
];
const FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"http://127.0.0.1/\",\"x\")", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "DDE(\"cmd\";\"/C calc\";\"x\")"];
const PATHS = [
  "../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "%2e%2e%2f", "/dev/null", "C:\\con\\con", "\\\\127.0.0.1\\x", "file:///etc/passwd", "CON", "NUL", "COM1",
  ".", "..", "~", "/", "\\", "%00", "%0d%0aSet-Cookie: x=1", "\r\nX-Injected: 1", "a\nb", "; rm -rf $HOME", "`id`", "$(id)", "| id", "&& id", "-rf", "--help",
];
const NUMBERS = [
  "0", "-0", "-1", "1e309", "-1e309", "NaN", "Infinity", "-Infinity", "0x10", "0b1", "0o7", "1/0", "1.7976931348623157e308", "2147483648", "9007199254740993",
  "9223372036854775808", "18446744073709551616", "1,000", "1.000,00", "1_000", "٠١٢", "１２３", "½", "1e-400", "123456789012345678901234567890", "00012", "+5", "5.", ".5", "- 5",
];
const WORDS = [
  "", " ", "   ", "undefined", "null", "NULL", "(null)", "nil", "None", "true", "false", "TRUE", "hasOwnProperty", "constructor", "__proto__", "prototype", "toString",
  "valueOf", "then", "[object Object]", "NaN", "INF", "\\", "\\\\", "\"", "'", "`", ",", ";", ":", "|", "?", "#", "&", "%", "*", "(", ")", "[", "]", "{", "}", "<", ">",
  "is:selected", "user:app", "!is:gone", "\"open quote", "a:b:c", "time>60", "user=", "*", "**", "a*b*c",
];
const LETTERS = [
  "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "和製漢語", "사회과학원", "Ⱥ", "ßẞſ", "İiIı", "ﬁﬂﬀ", "ǅǈǋ", "ÅÅÅ", "é é", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞", "❤️ 💔 💌", "👩‍👩‍👧‍👦", "👨🏿‍🚒", "🇺🇸🇷🇺🇸", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "𝓐𝕭𝒞", "הָיְתָה test", "مُنَاقَشَةُ سُبُلِ", "ไทย", "मनीष منش", "﷽", "꧁꧂", "␀␛", "�",
  "A".repeat(5_000), "W".repeat(20_000), "x ".repeat(30_000), "漢".repeat(3_000), "\u0301".repeat(500), "🔥".repeat(2_000), "<b>".repeat(2_000), "\"".repeat(1_000), "\n".repeat(300), "\t".repeat(300),
];

/** Everything that cannot be seen, or turns the line around: each alone between letters. */
const unseen = () => {
  const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));
  return [
    ...range(0x00, 0x1f), ...range(0x7f, 0x9f), "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u180e", ...range(0x200b, 0x200f),
    ...range(0x2028, 0x202e), ...range(0x2060, 0x2064), ...range(0x2066, 0x206f), "\u3164", "\ufeff", "\uffa0", ...range(0xfff9, 0xfffb), "\u{e0001}", "\u{e0041}",
  ].map((letter) => `a${letter}b`);
};

/** Halves of a pair, as JSON has them: no text of this language can hold them on the wire. */
export const HALVES = ["\\ud800", "\\udfff", "\\ud83d\\ud83d", "\\udc00\\ud800", "x\\ud800y"];

export const NAUGHTY = [...new Set([
  ...SCRIPTS.flatMap(markup), ...TEMPLATES.flatMap(templates), ...SQL, ...FORMULAS, ...PATHS, ...NUMBERS, ...WORDS, ...LETTERS, ...unseen(),
])];

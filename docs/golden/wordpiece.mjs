// Writes tokenizer.json, tokenizer-cased.json and pieces.json in
// core/src/test/resources/org/tributary/onnx.
//
// Two small WordPiece tokenizers, and the pieces into which Hugging Face's tokenizers.js splits words. Run from the
// repository's root:
//
//     npm install --prefix target @huggingface/tokenizers && node docs/golden/wordpiece.mjs target/node_modules

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const modules = path.resolve(process.argv[2]);
const dist = path.join(modules, "@huggingface/tokenizers/dist/tokenizers.mjs");
const { Tokenizer } = await import(pathToFileURL(dist));
const TARGET = "core/src/test/resources/org/tributary/onnx";

const pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
for (const letter of "abcdeghiklmnoprstuvwy") {
  pieces.push(letter, "##" + letter);
}
pieces.push("the", "dog", "##s", "read", "##ing", "book", "##er", "un", "##able", "cafe", "σ", "##σ", "日", "本", "é");
pieces.push("1", "##1", "##2", "##3", "€", "The", "Dog", "É", ".", ",", "-", "'", "(", ")", "[", "]", "$", "“", "”", "…");
const special = (content) => ({
  id: pieces.indexOf(content), content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true,
});
const tokenizer = (normalizer, post) => ({
  version: "1.0",
  truncation: { direction: "Right", max_length: 4, strategy: "LongestFirst", stride: 0 },
  padding: null,
  added_tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].map(special),
  normalizer,
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: post,
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 20,
    vocab: Object.fromEntries([...new Set(pieces)].map((piece, id) => [piece, id])),
  },
});
const template = {
  type: "TemplateProcessing",
  single: [
    { SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } },
    { SpecialToken: { id: "[SEP]", type_id: 0 } },
  ],
  pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
  special_tokens: {
    "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] }, "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
  },
};
const bert = { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true };
const files = {
  "tokenizer.json": tokenizer(bert, template),
  "tokenizer-cased.json": tokenizer(
    { ...bert, strip_accents: false, lowercase: false }, { type: "BertProcessing", sep: ["[SEP]", 3], cls: ["[CLS]", 2] }),
};

const words = [
  "the", "The", "THE", "dogs", "Dog", "reading", "unreadable", "books", "booker", "café", "cafe\u0301", "É", "é", "ΣΟΣ",
  "σ", "ς", "İ", "日本", "日x本", "don't", "U.S.", "...", "…", "a-b", "(the)", "[the]", "$1", "€1", "“the”", "a b",
  "a\u00a0b", "a\tb", "a\u200bb", "\u200b", "a\ufeffb", "a\ufffdb", "x", "xyz", "thex", "😀", "the😀", "1123", "4", "0",
  "a".repeat(20), "a".repeat(21), "a".repeat(19) + ".a", "the.dog,reading", "\u00adthe", "ﬁ", "Ⅷ", "¼", "a_b", "a~b",
  "a`b", "a^b", "a|b", "a<b>", "a=b+c", "@the", "#dog", "the\u0301", "ñ", "ß", "\u0301",
];

fs.mkdirSync(TARGET, { recursive: true });
const expected = {};
for (const [name, file] of Object.entries(files)) {
  fs.writeFileSync(path.join(TARGET, name), JSON.stringify(file) + "\n");
  const plain = new Tokenizer({ ...file, truncation: null, post_processor: null }, {});
  expected[name] = words.map((word) => [word, plain.encode(word).ids]);
}
fs.writeFileSync(path.join(TARGET, "pieces.json"), JSON.stringify(expected, null, 0).replaceAll("]],[", "]],\n[") + "\n");

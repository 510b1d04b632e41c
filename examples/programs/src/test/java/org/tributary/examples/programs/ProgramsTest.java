package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgramsTest {

  @Test
  void trainAndTagTagsAnUnseenSentence() throws Exception {
    assertThat(output(TrainAndTag::main)).isEqualTo("[NN, V, DET, NN]");
  }

  @Test
  void trainInTribuoLearnsItsTrainingData() throws Exception {
    assertThat(output(TrainInTribuo::main)).isEqualTo("1.0");
  }

  private interface Program {
    void run(String[] arguments) throws Exception;
  }

  private static String output(Program program) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      program.run(new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).strip();
  }
}

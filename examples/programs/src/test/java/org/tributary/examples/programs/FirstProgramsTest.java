package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstProgramsTest {

  @Test
  void trainAndTagTagsAnUnseenSentence() {
    assertThat(ProgramRun.of("train-and-tag").out()).isEqualTo("[NN, V, DET, NN]");
  }

  @Test
  void trainInTribuoLearnsItsTrainingData() {
    assertThat(ProgramRun.of("train-in-tribuo").out()).isEqualTo("1.0");
  }
}

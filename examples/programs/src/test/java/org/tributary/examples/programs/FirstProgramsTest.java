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

  /** The numbers as the notebook prints them. */
  @Test
  void notebookPrintsThePyTorchNumbers() {
    assertThat(ProgramRun.of("notebook").out().lines())
        .containsExactly(
            "cell 3: one step, h [0.4164, -0.4423]",
            "cell 3: one step, c [0.5179, -1.3637]",
            "cell 5: step 1, h [0.0083, 0.1808]",
            "cell 5: step 2, h [0.1124, 0.0478]",
            "cell 5: step 3, h [0.4619, -0.0474]",
            "cell 5: step 4, h [0.2640, -0.1513]",
            "cell 5: step 5, h [0.0712, -0.1522]",
            "cell 6: five steps at once, h [0.0083, 0.1808, 0.1124, 0.0478, 0.4619, -0.0474,"
                + " 0.2640, -0.1513, 0.0712, -0.1522]",
            "cell 9: output [16, 5, 2]",
            "cell 9: final h [1, 16, 2]",
            "cell 14: packed, output of the sequence of two steps [-0.0048, -0.1174, -0.0139,"
                + " -0.0448, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000]",
            "cell 19: bidirectional, final h [-0.3265, 0.0767, 0.1149, -0.0599, -0.1410, -0.0510,"
                + " 0.2555, -0.1526, -0.0549, 0.0859, 0.1882, 0.0390, 0.1111, 0.2702, 0.0943,"
                + " 0.0871]");
  }
}

package org.tributary.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tributary.examples.console.RecordingConsole;

/** The tour's scores equal the tutorial's cells 26 and 27. */
class TutorialTourTest {

  @Test
  void scoresMatchTheTutorial() {
    RecordingConsole recording = new RecordingConsole();
    new TutorialTour(recording.console()).run();
    assertThat(recording.output())
        .isEqualTo(
            """
            log-probabilities before training
                            DET       NN        V
              The       -1.4727  -1.2174  -0.7451  V
              dog       -1.4879  -1.1658  -0.7712  V
              ate       -1.4218  -1.1337  -0.8281  V
              the       -1.2431  -1.0778  -0.9911  V
              apple     -1.3597  -1.3337  -0.7345  V

            and after 300 epochs of SGD at 0.1 on two sentences
                            DET       NN        V
              The       -0.1235  -3.0423  -2.6821  DET
              dog       -4.4550  -0.0218  -4.6157  NN
              ate       -3.1474  -4.6781  -0.0537  V
              the       -0.0183  -5.6775  -4.2190  DET
              apple     -3.8691  -0.0278  -5.0329  NN

            """);
  }
}

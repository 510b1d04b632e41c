package org.tributary.examples.troubleshooting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's page on troubleshooting against errors that files and options cause. */
class TroubleshootingTest {
  @TempDir private static Path folder;
  private static TroubleshootingPage page;
  private static OmittedMessages omitted;
  private static List<String> provoked;

  @BeforeAll
  static void provoke() throws Exception {
    page = TroubleshootingPage.read();
    omitted = OmittedMessages.read();
    Models models = Models.trainIn(folder);
    Errors errors = new Errors(folder);
    new DataFileErrors(errors).provoke();
    new ModelFileErrors(errors, models).provoke();
    new PyTorchErrors(errors).provoke();
    new OnnxErrors(errors, models).provoke();
    new RunFileErrors(errors, models).provoke();
    new OptionErrors(errors, models).provoke();
    new UseErrors(errors, models).provoke();
    new TrainingErrors(errors, models).provoke();
    new ServingErrors(errors, models).provoke();
    new ProcessErrors(errors, models).provoke();
    provoked = errors.messages();
  }

  @Test
  void everyProvokedMessageIsOnThePage() {
    assertThat(provoked)
        .filteredOn(
            message ->
                page.messages().stream()
                    .noneMatch(form -> TroubleshootingPage.matches(form, message)))
        .as("provoked, but not on the page")
        .isEmpty();
  }

  @Test
  void everyMessageOfThePageIsProvoked() {
    assertThat(page.messages())
        .filteredOn(form -> provoked.stream().noneMatch(m -> TroubleshootingPage.matches(form, m)))
        .as("on the page, but not provoked")
        .isEmpty();
  }

  @Test
  void everyMessageOfTheSourcesIsOnThePageOrListed() {
    List<String> missing = new ArrayList<>();
    for (SourceMessages.Message message : omitted.sources()) {
      if (!page.covers(message.head()) && !omitted.has(message)) {
        missing.add(message.file() + ": " + message.head());
      }
    }
    assertThat(missing).as("messages neither on the page nor in omitted-messages.txt").isEmpty();
  }

  @Test
  void listOfOmittedMessagesIsUpToDate() {
    assertThat(omitted.unused(page)).isEmpty();
  }
}

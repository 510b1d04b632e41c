package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.span.TagScheme;
import org.tributary.tribuo.config.TaggerCell;

/** The settings of a trainer as data: their facts, and the builder's setter by name. */
class TaggerSettingTest {

  private static TaggerSetting named(String name) {
    return LstmTaggerTrainer.settings().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void settingsAreThoseOfAConfiguration() {
    assertThat(LstmTaggerTrainer.settings())
        .extracting(TaggerSetting::name)
        .containsAll(
            LstmTaggerTrainer.builder().build().getProvenance().getConfiguredParameters().keySet())
        .contains("scheme", "tablePrecision", "devSource")
        .doesNotHaveDuplicates();
    assertThat(LstmTaggerTrainer.settings())
        .allSatisfy(
            setting -> {
              assertThat(setting.description()).endsWith(".");
              assertThat(setting.heading()).isNotBlank();
            });
  }

  @Test
  void factsAreThoseOfTheField() {
    TaggerSetting dropout = named("lockedDropout");
    assertThat(dropout.type()).isEqualTo(double.class);
    assertThat(dropout.defaultValue()).hasValue(0.5);
    assertThat(dropout.heading()).isEqualTo("Regularization");
    assertThat(dropout.isOfNetwork()).isFalse();
    assertThat(dropout).hasToString("lockedDropout");
    assertThat(named("hiddenSize").isOfNetwork()).isTrue();
    assertThat(named("scheme").defaultValue()).isEmpty();
  }

  @Test
  void listsAreOfTheirElements() {
    LstmTaggerTrainerBuilder defaults = LstmTaggerTrainer.builder();
    List<String> keys = new ArrayList<>(List.of("pos"));
    LstmTaggerTrainerBuilder builder = defaults.set("auxiliaryTasks", keys);
    keys.add("");
    assertThat(builder.build())
        .hasToString(defaults.auxiliaryTasks(List.of("pos"), 0.2).build().toString());
    for (Object tasks : Arrays.asList(null, "pos", List.of(1), Arrays.asList("pos", null))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> defaults.set("auxiliaryTasks", tasks))
          .withMessage("auxiliaryTasks: expected a value of type List<String>, got %s", tasks);
    }
    for (Object inputs : Arrays.asList(null, List.of("word"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> defaults.set("inputs", inputs))
          .withMessage("inputs: expected a value of type List<TaggerInput>, got %s", inputs);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.set("wordGroup", null))
        .withMessage("wordGroup: expected a value of type String, got null");
  }

  @Test
  void builderSetsByName() {
    LstmTaggerTrainerBuilder defaults = LstmTaggerTrainer.builder();
    assertThat(defaults.set("lockedDropout", 0.25).set("cell", TaggerCell.GRU).build())
        .hasToString(defaults.lockedDropout(0.25).cell(TaggerCell.GRU).build().toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.set("lockedDropout", 1.0))
        .withMessage("lockedDropout: expected a number from 0 to below 1, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.set("lockedDropout", "half"))
        .withMessage("lockedDropout: expected a value of type double, got half");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.set("lockedDropout", null))
        .withMessage("lockedDropout: expected a value of type double, got null");
    assertThat(defaults.set("scheme", TagScheme.BIO).set("scheme", null).build())
        .hasToString(defaults.build().toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.set("depth", 2))
        .withMessageStartingWith("setting: expected one of [preset, embeddingSize, ")
        .withMessageEndingWith(", got 'depth'");
  }
}

package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.tribuo.provenance.ModelProvenance;

class VersionsTest {
  private static ModelProvenance model(Map<String, StringProvenance> instance) {
    ModelProvenance model = Mockito.mock(ModelProvenance.class);
    Mockito.doReturn(new MapProvenance<>(instance)).when(model).getInstanceProvenance();
    Mockito.when(model.getTribuoVersion()).thenReturn("4.3.2");
    Mockito.when(model.getJavaVersion()).thenReturn("17.0.1");
    return model;
  }

  @Test
  void versionsOfTheTrainingComeFromTheProvenance() {
    Map<String, StringProvenance> recorded =
        Map.of(
            "tributary-version", new StringProvenance("tributary-version", "0.0.9"),
            "tensorflow-version", new StringProvenance("tensorflow-version", "2.16.2"));
    assertThat(Versions.training(model(recorded)))
        .hasToString("Tributary 0.0.9, TensorFlow 2.16.2, Tribuo 4.3.2, Java 17.0.1");
  }

  @Test
  void absentVersionsAreNotRecorded() {
    assertThat(Versions.training(model(Map.of())))
        .isEqualTo(new Versions("not recorded", "not recorded", "4.3.2", "17.0.1"));
  }
}

package org.tributary.tribuo.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataSource;

/**
 * Round-trip checks for the configuration of sequence data sources, whose type Tribuo's {@code
 * Helpers.testConfigurableRoundtrip} does not accept.
 */
public final class Configurations {
  private Configurations() {}

  /**
   * Checks that the configuration, the provenance and a saved configuration file rebuild the
   * source.
   */
  public static <S extends Configurable & SequenceDataSource<Label>> void testRoundTrip(
      S source, Path folder) throws IOException {
    ConfigurationManager manager = new ConfigurationManager();
    String name = manager.importConfigurable(source, "source");
    List<ConfigurationData> configured =
        manager.getComponentNames().stream()
            .map(manager::getConfigurationData)
            .flatMap(Optional::stream)
            .toList();
    List<ConfigurationData> fromProvenance =
        ProvenanceUtil.extractConfiguration(source.getProvenance());
    String provenanceName = fromProvenance.get(0).getName();
    assertThat(ConfigurationData.structuralEquals(configured, fromProvenance, name, provenanceName))
        .isTrue();

    ConfigurationManager provenanceManager = new ConfigurationManager();
    provenanceManager.addConfiguration(fromProvenance);
    assertSame(provenanceManager.lookup(provenanceName), source);

    Path file = folder.resolve("saved.xml");
    manager.save(file.toFile());
    assertSame(new ConfigurationManager(file.toString()).lookup(name), source);
  }

  private static void assertSame(Configurable rebuilt, SequenceDataSource<Label> source) {
    assertThat(rebuilt).hasSameClassAs(source);
    assertThat(all((SequenceDataSource<?>) rebuilt)).isEqualTo(all(source));
  }

  private static List<Object> all(SequenceDataSource<?> source) {
    List<Object> sequences = new ArrayList<>();
    source.forEach(sequences::add);
    return sequences;
  }
}

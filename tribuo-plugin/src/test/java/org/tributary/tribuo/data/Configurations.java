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
 * Tribuo's {@code Helpers.testConfigurableRoundtrip} and more, for sequence data sources, whose
 * type that one does not take.
 */
final class Configurations {
  private Configurations() {}

  /** The source's configuration, its provenance and a file of the former all make it anew. */
  static <S extends Configurable & SequenceDataSource<Label>> void testRoundTrip(
      S source, Path folder) throws IOException {
    ConfigurationManager manager = new ConfigurationManager();
    String name = manager.importConfigurable(source, "source");
    List<ConfigurationData> configured =
        manager.getComponentNames().stream()
            .map(manager::getConfigurationData)
            .flatMap(Optional::stream)
            .toList();
    List<ConfigurationData> proven = ProvenanceUtil.extractConfiguration(source.getProvenance());
    String provenName = proven.get(0).getName();
    assertThat(ConfigurationData.structuralEquals(configured, proven, name, provenName)).isTrue();

    ConfigurationManager fromProvenance = new ConfigurationManager();
    fromProvenance.addConfiguration(proven);
    assertSame(fromProvenance.lookup(provenName), source);

    Path file = folder.resolve("saved.xml");
    manager.save(file.toFile());
    assertSame(new ConfigurationManager(file.toString()).lookup(name), source);
  }

  private static void assertSame(Configurable made, SequenceDataSource<Label> source) {
    assertThat(made).hasSameClassAs(source);
    assertThat(all((SequenceDataSource<?>) made)).isEqualTo(all(source));
  }

  private static List<Object> all(SequenceDataSource<?> source) {
    List<Object> sequences = new ArrayList<>();
    source.forEach(sequences::add);
    return sequences;
  }
}

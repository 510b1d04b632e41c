package org.tributary.tribuo.internal.model;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DateTimeProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.tribuo.provenance.DataSourceProvenance;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/**
 * The provenance of a model's data that were not read here, since the model was imported.
 *
 * @param description the origin of the model
 * @param created the time of the import
 * @param extractor the provenance of the feature extractor
 */
public record ImportedDataProvenance(
    StringProvenance description, DateTimeProvenance created, ConfiguredObjectProvenance extractor)
    implements DataSourceProvenance {
  private static final long serialVersionUID = 1L;
  private static final String DESCRIPTION = "description";
  private static final String EXTRACTOR = "extractor";

  /** Restores a stored provenance for OLCUT. */
  public ImportedDataProvenance(Map<String, Provenance> stored) {
    this(
        field(stored, DESCRIPTION, StringProvenance.class),
        field(stored, DATASOURCE_CREATION_TIME, DateTimeProvenance.class),
        field(stored, EXTRACTOR, ConfiguredObjectProvenance.class));
  }

  /** Returns the provenance of a model that is imported now. */
  public static ImportedDataProvenance of(String description, TokenFeatureExtractor extractor) {
    return new ImportedDataProvenance(
        new StringProvenance(DESCRIPTION, description),
        new DateTimeProvenance(DATASOURCE_CREATION_TIME, OffsetDateTime.now(ZoneOffset.UTC)),
        extractor.getProvenance());
  }

  private static <T extends Provenance> T field(
      Map<String, Provenance> stored, String key, Class<T> type) {
    return ObjectProvenance.checkAndExtractProvenance(
        stored, key, type, ImportedDataProvenance.class.getSimpleName());
  }

  @Override
  public String getClassName() {
    return ImportedDataProvenance.class.getName();
  }

  @Override
  public Iterator<Pair<String, Provenance>> iterator() {
    return List.of(
            new Pair<String, Provenance>(DESCRIPTION, description),
            new Pair<String, Provenance>(DATASOURCE_CREATION_TIME, created),
            new Pair<String, Provenance>(EXTRACTOR, extractor))
        .iterator();
  }

  @Override
  public String toString() {
    return generateString("DataSource");
  }
}

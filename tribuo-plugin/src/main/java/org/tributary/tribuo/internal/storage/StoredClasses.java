package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.EnumProvenance;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.protos.ProtoSerializable;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.HashedFeatureMapProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.VariableInfoProto;

/**
 * A check of the classes that stored metadata names. Tribuo and OLCUT load them by name and run
 * their static initializers before they look at the type, so that a file could run those of any
 * class on the class path. This check loads them without initialization and accepts only the types
 * that the two read: provenance, enums in provenance, and serializable domains. A name without a
 * class is left to them.
 */
public final class StoredClasses {
  private static final String CLASS_NAME = "provenance_class_name";
  private static final String ADDITIONAL = "additional";

  private final Set<String> accepted = new HashSet<>();

  private StoredClasses() {}

  /**
   * Checks the metadata of a stored model.
   *
   * @throws IllegalArgumentException if it names a class of another type
   */
  public static void require(ModelDataProto metadata) {
    StoredClasses classes = new StoredClasses();
    classes.requireProvenance(metadata.getProvenance());
    classes.requireType(
        "output_domain", metadata.getOutputDomain().getClassName(), ProtoSerializable.class);
    classes.requireFeatures(metadata.getFeatureDomain());
  }

  private void requireFeatures(FeatureDomainProto domain) {
    requireType("feature_domain", domain.getClassName(), ProtoSerializable.class);
    Any data = domain.getSerializedData();
    try {
      if (data.is(ImmutableFeatureMapProto.class)) {
        requireFeatures(data.unpack(ImmutableFeatureMapProto.class).getInfoList());
      } else if (data.is(HashedFeatureMapProto.class)) {
        requireFeatures(data.unpack(HashedFeatureMapProto.class).getInfoList());
      }
    } catch (InvalidProtocolBufferException e) {
      return; // Tribuo reads no further either
    }
  }

  private void requireFeatures(List<VariableInfoProto> infos) {
    infos.forEach(
        info -> requireType("feature_domain", info.getClassName(), ProtoSerializable.class));
  }

  /** Checks the provenance classes in a message and its parts. */
  private void requireProvenance(Message message) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getName().equals(CLASS_NAME)) {
        String className = (String) field.getValue();
        requireType("provenance", className, Provenance.class);
        if (className.equals(EnumProvenance.class.getName())) {
          requireEnum(message);
        }
      } else if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        List<?> parts =
            field.getKey().isRepeated() ? (List<?>) field.getValue() : List.of(field.getValue());
        parts.forEach(part -> requireProvenance((Message) part));
      }
    }
  }

  private void requireEnum(Message message) {
    FieldDescriptor additional = message.getDescriptorForType().findFieldByName(ADDITIONAL);
    if (additional != null) {
      requireType("provenance", (String) message.getField(additional), Enum.class);
    }
  }

  private void requireType(String field, String className, Class<?> type) {
    if (accepted.contains(type.getName() + className)) {
      return;
    }
    Class<?> found;
    try {
      found = Class.forName(className, false, ProtoSerializable.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      accepted.add(type.getName() + className);
      return;
    }
    if (!type.isAssignableFrom(found)) {
      throw new IllegalArgumentException(
          "stored tagger: expected %s to name subclasses of %s, got %s, which is none and was not run; do you trust this file?"
              .formatted(field, type.getSimpleName(), found.getName()));
    }
    accepted.add(type.getName() + className);
  }
}

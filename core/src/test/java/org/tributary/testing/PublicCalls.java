package org.tributary.testing;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The public constructors and methods of the library whose arguments must fit each other, or the
 * object whose method is called: those with several arrays, tensors or operands, with one and a
 * number, and methods of an object with one.
 */
public final class PublicCalls {
  /** Types that hold numbers, labels or sizes which must fit others. */
  private static final Set<String> SIZED =
      Set.of(
          "org.tensorflow.Operand",
          "org.tensorflow.ndarray.Shape",
          "TensorShape",
          "org.tribuo.Prediction",
          "org.tribuo.classification.sequence.ConfidencePredictingSequenceModel$Subsequence",
          "org.tribuo.sequence.SequenceExample",
          "BatchShape",
          "CellState",
          "CellWeights",
          "DecodedSequence",
          "EmbeddingLayer$Bags",
          "FeatureSequence",
          "FloatTensor",
          "Frequencies",
          "Gradients",
          "HeadBatch",
          "InputColumn",
          "LabelDistributions",
          "LabelSet",
          "LabelledSequence",
          "OutputGradients",
          "PackedSequence",
          "PaddedBatch",
          "ParameterGradients",
          "ParameterGradients$Rows",
          "ParameterSpec",
          "ParameterValues",
          "RecurrentInput",
          "RecurrentState",
          "Sentence",
          "SequenceLengths",
          "SoftLabels",
          "SoftTargets",
          "Span",
          "TaggedSentence",
          "TaggerSizes",
          "Tagging",
          "TransitionConstraints",
          "Variables",
          "Vocabulary",
          "WordVectors");

  /** Types of {@link #SIZED} that hold several arrays. */
  private static final Set<String> SEVERAL =
      Set.of("PaddedBatch", "RecurrentInput", "RecurrentState", "TaggedSentence");

  private PublicCalls() {}

  /**
   * Returns the constructors and methods by a text that names them.
   *
   * @param root the package that holds them, or one above it
   */
  public static SortedMap<String, Executable> all(String root) {
    SortedMap<String, Executable> all = new TreeMap<>();
    for (Class<?> type : classes(root)) {
      if (type.getPackageName().matches(".*\\.internal(\\..*)?") || !isPublic(type)) {
        continue;
      }
      Stream.<Executable>concat(
              Arrays.stream(type.getDeclaredConstructors()),
              Arrays.stream(type.getDeclaredMethods()))
          .filter(each -> Modifier.isPublic(each.getModifiers()) && !each.isSynthetic())
          .filter(PublicCalls::qualifies)
          .forEach(each -> all.put(name(each), each));
    }
    return all;
  }

  /** Returns the classes of the module's main code. */
  private static List<Class<?>> classes(String root) {
    List<Class<?>> classes = new ArrayList<>();
    for (Location location : Locations.ofPackage(root)) {
      if (!ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location)) {
        continue;
      }
      Path folder = folder(location.asURI());
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          String name =
              root
                  + "."
                  + folder
                      .relativize(file)
                      .toString()
                      .replace(folder.getFileSystem().getSeparator(), ".");
          classes.add(
              Class.forName(
                  name.substring(0, name.length() - ".class".length()),
                  false, // without its static initializer
                  PublicCalls.class.getClassLoader()));
        }
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException("cannot list the classes of " + folder, e);
      }
    }
    return classes;
  }

  /** Returns a folder of classes, or the one within a jar. */
  private static Path folder(URI location) {
    if (!location.getScheme().equals("jar")) {
      return Path.of(location);
    }
    String[] parts = location.toString().split("!", 2);
    try {
      FileSystem jar =
          FileSystems.newFileSystem(Path.of(URI.create(parts[0].substring("jar:".length()))));
      return jar.getPath(parts[1]);
    } catch (IOException e) {
      throw new IllegalStateException("cannot open " + location, e);
    }
  }

  /** Returns the text that names a constructor or method. */
  public static String name(Executable executable) {
    return executable.getDeclaringClass().getName().replace("org.tributary.", "")
        + "."
        + ArgumentCall.signature(executable);
  }

  /** Returns the text that names the method of {@code call}. */
  public static String name(ArgumentCall call) {
    return name(call.called());
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }

  private static boolean qualifies(Executable executable) {
    if (executable instanceof Method method
        && (method.getName().equals("equals") || Modifier.isAbstract(method.getModifiers()))) {
      return false; // an abstract method is called through the classes that implement it
    }
    int sized = 0;
    boolean number = false;
    for (Type type : executable.getGenericParameterTypes()) {
      sized += sizes(type);
      number |= type == int.class || type == long.class;
    }
    boolean onObject =
        executable instanceof Method && !Modifier.isStatic(executable.getModifiers());
    return sized > 1 || (sized == 1 && (number || onObject));
  }

  /** Returns the number of arrays in a type: 2 for a collection of arrays. */
  private static int sizes(Type type) {
    if (type instanceof Class<?> raw) {
      if (raw.isArray()) {
        return 1 + sizes(raw.getComponentType());
      }
      return SEVERAL.contains(raw.getSimpleName()) ? 2 : isSized(raw) ? 1 : 0;
    }
    if (type instanceof GenericArrayType array) {
      return 1 + sizes(array.getGenericComponentType());
    }
    if (type instanceof WildcardType wildcard) {
      return sizes(wildcard.getUpperBounds()[0]);
    }
    if (type instanceof ParameterizedType parameterized) {
      Class<?> raw = (Class<?>) parameterized.getRawType();
      List<Type> parts = List.of(parameterized.getActualTypeArguments());
      if (raw == Optional.class) {
        return sizes(parts.get(0));
      }
      if (raw == Map.class) {
        return 1 + sizes(parts.get(1));
      }
      if (Iterable.class.isAssignableFrom(raw)) {
        return 1 + sizes(parts.get(0));
      }
      return isSized(raw) ? 1 : 0;
    }
    return 0;
  }

  private static boolean isSized(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (isListed(each) || Arrays.stream(each.getInterfaces()).anyMatch(PublicCalls::isListed)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isListed(Class<?> type) {
    String name = type.getName();
    return SIZED.contains(name)
        || (name.startsWith("org.tributary.")
            && SIZED.contains(name.substring(type.getPackageName().length() + 1)));
  }
}

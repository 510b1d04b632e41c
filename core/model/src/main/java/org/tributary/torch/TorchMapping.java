package org.tributary.torch;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.internal.Excerpt;
import org.tributary.internal.LineReader;
import org.tributary.internal.Settings;
import org.tributary.internal.SimilarName;
import org.tributary.internal.tagger.EncoderCodec;
import org.tributary.param.ParameterSpec;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.torch.TorchMappingException.Mistakes;

/**
 * The names of a PyTorch tagger's modules and files, as a mapping file gives them; {@link
 * TorchTagger} describes its keys.
 *
 * @param inputs the inputs in the order of their concatenation
 * @param cell lstm, gru or rnn
 * @param modules the encoder's recurrent modules, first layer first
 * @param output the linear layer
 * @param labels the file of labels
 * @param crf the CRF's module, if there is one
 * @param scheme the tag scheme of the CRF's predictions
 * @param zeros names of tensors that the weights file lacks and whose values are 0
 * @param ignored names, or prefixes that end in a period, of tensors that are not read
 */
record TorchMapping(
    List<InputMapping> inputs,
    String cell,
    List<String> modules,
    String output,
    Path labels,
    Optional<String> crf,
    Optional<TagScheme> scheme,
    Set<String> zeros,
    List<String> ignored) {
  private static final List<String> CELLS = List.copyOf(EncoderCodec.CELLS.keySet());

  private static final Pattern LAYER = Pattern.compile("(.*_l)(\\d+)(.*)");

  /**
   * An input.
   *
   * @param name the name of the word tagger's input
   * @param table the name of the embedding table
   * @param vocabulary the file of the symbols
   * @param unknown the symbol of the row for unknown words or characters
   * @param padding the symbol of the padding's row, if there is one
   * @param characters the encoder of an input that reads characters
   */
  record InputMapping(
      String name,
      String table,
      Path vocabulary,
      String unknown,
      Optional<String> padding,
      Optional<Characters> characters) {}

  /**
   * A character encoder: an LSTM or convolutions.
   *
   * @param first the number of leading characters that are read, if limited
   */
  record Characters(
      Optional<String> lstm, List<String> cnn, CharacterPooling pooling, OptionalInt first) {}

  /**
   * Reads a mapping file. Mistakes are recorded.
   *
   * @throws TorchMappingException if a value is missing or invalid, so that no tensor can be named
   * @throws IOException if the file cannot be read
   */
  static TorchMapping read(Path file, Mistakes mistakes) throws IOException {
    Keys keys = Keys.of(file, mistakes);
    Path folder = file.toAbsolutePath().getParent();
    List<InputMapping> inputs = new ArrayList<>();
    for (String name : names(keys)) {
      inputs.add(input(name, keys, folder));
    }
    TorchMapping mapping =
        new TorchMapping(
            inputs,
            oneOf(keys, "encoder", keys.required("encoder", "one of " + CELLS), CELLS),
            keys.requiredNames("encoder.modules", "the recurrent modules"),
            keys.required("output", "the module of the linear layer"),
            path(keys, folder, "labels", "the file of labels"),
            keys.optional("crf"),
            scheme(keys),
            Set.copyOf(keys.names("zeros")),
            keys.names("ignored"));
    keys.requireKnownKeys(inputs.size() == Keys.parts(keys.optional("inputs").orElse("")).size());
    if (!keys.complete) {
      throw mistakes.exception();
    }
    return mapping;
  }

  private static List<String> names(Keys keys) {
    List<String> names =
        Keys.parts(keys.required("inputs", "the inputs in the order of their concatenation"));
    List<String> known = new ArrayList<>();
    for (String name : names) {
      boolean reads =
          name.equals(TaggerDefinition.CHARACTER)
              || (name.matches("\\w+") && EmbeddingInput.of(name, 1).wordReader().isPresent());
      if (!reads || known.contains(name)) {
        keys.invalid(
            "inputs: expected word, lower, char, prefixN, suffixN (N characters) or shape, each once, separated by commas, got %s"
                .formatted(Excerpt.of(name)));
      } else {
        known.add(name);
      }
    }
    return known;
  }

  private static InputMapping input(String name, Keys keys, Path folder) {
    return new InputMapping(
        name,
        keys.required(name + ".table", "the name of the embedding table"),
        path(keys, folder, name + ".vocabulary", "the file of the table's symbols"),
        keys.required(name + ".unknown", "the symbol of unknown words or characters"),
        keys.optional(name + ".padding"),
        name.equals(TaggerDefinition.CHARACTER) ? Optional.of(characters(keys)) : Optional.empty());
  }

  private static Characters characters(Keys keys) {
    Optional<String> lstm = keys.optional("char.lstm");
    List<String> cnn = keys.names("char.cnn");
    if (lstm.isPresent() != cnn.isEmpty()) {
      keys.invalid(
          "char: expected either char.lstm, a bidirectional LSTM, or char.cnn, convolutions, got %s"
              .formatted(cnn.isEmpty() ? "neither" : "both"));
    }
    keys.requireBeside("char.pooling", "char.lstm");
    CharacterPooling pooling =
        lstm.map(module -> choice(keys, "char.pooling", CharacterPooling.values()))
            .orElse(CharacterPooling.LAST);
    return new Characters(lstm, cnn, pooling, first(keys));
  }

  private static OptionalInt first(Keys keys) {
    Optional<String> value = keys.optional("char.first");
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!value.get().matches("[1-9][0-9]?")
        || Integer.parseInt(value.get()) > CharacterInput.MAX_CHARACTERS) {
      keys.invalid(
          "char.first: expected a number of characters from 1 to %d, got %s"
              .formatted(CharacterInput.MAX_CHARACTERS, Excerpt.of(value.get())));
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(value.get()));
  }

  private static Optional<TagScheme> scheme(Keys keys) {
    keys.requireBeside("crf.scheme", "crf");
    return keys.has("crf") && keys.optional("crf.scheme").isPresent()
        ? Optional.of(choice(keys, "crf.scheme", TagScheme.values()))
        : Optional.empty();
  }

  /** Returns the constant of a key; the first one beside a mistake if the value is another. */
  private static <E extends Enum<E>> E choice(Keys keys, String key, E[] values) {
    List<String> allowed = Arrays.stream(values).map(Settings::text).toList();
    String value = oneOf(keys, key, keys.required(key, "one of " + allowed), allowed);
    return values[Math.max(0, allowed.indexOf(value))];
  }

  private static String oneOf(Keys keys, String key, String value, List<String> allowed) {
    if (!value.isEmpty() && !allowed.contains(value)) {
      keys.invalid("%s: expected one of %s, got %s".formatted(key, allowed, Excerpt.of(value)));
    }
    return value;
  }

  private static Path path(Keys keys, Path folder, String key, String meaning) {
    String value = keys.required(key, meaning);
    try {
      return folder.resolve(value);
    } catch (InvalidPathException e) {
      keys.invalid("%s: expected the path of a file, got %s".formatted(key, Excerpt.of(value)));
      return folder;
    }
  }

  /** Returns whether the tensor of a name is not read. */
  boolean ignores(String name) {
    return ignored.stream().anyMatch(entry -> matches(entry, name));
  }

  static boolean matches(String entry, String name) {
    return entry.equals(name) || (entry.endsWith(".") && name.startsWith(entry));
  }

  /**
   * A tensor or module of PyTorch.
   *
   * @param name its name in the state dict
   * @param key the key of the mapping that names it
   */
  record TorchName(String name, String key) {}

  /** Returns the tensor of each parameter of a word tagger that the mapping names, by its name. */
  Map<String, TorchName> names(TaggerDefinition definition, TaggerSizes sizes) {
    Map<String, TorchName> names = new LinkedHashMap<>();
    Map<String, TorchName> others = new HashMap<>(); // modules by their names in the word tagger
    for (InputMapping input : inputs) {
      names.put(
          input.name() + "_emb.weight", new TorchName(input.table(), input.name() + ".table"));
      input
          .characters()
          .flatMap(Characters::lstm)
          .ifPresent(
              module -> others.put(input.name() + "_lstm", new TorchName(module, "char.lstm")));
      List<String> cnn = input.characters().map(Characters::cnn).orElse(List.of());
      for (int k = 0; k < cnn.size(); k++) {
        others.put(
            input.name() + "_cnn" + widths(definition).get(k),
            new TorchName(cnn.get(k), "char.cnn"));
      }
    }
    for (ParameterSpec spec : definition.encoder().parameters()) {
      names.put(
          definition.encoderName() + "." + spec.name(),
          new TorchName(encoderTensor(spec.name()), "encoder.modules"));
    }
    LabelColumn column = definition.columns().get(0);
    others.put(column.linearName(), new TorchName(output, "output"));
    crf.ifPresent(module -> others.put(column.headName(), new TorchName(module, "crf")));
    for (ParameterSpec spec : definition.parameters(sizes)) {
      int end = Math.max(0, spec.name().lastIndexOf('.'));
      TorchName module = others.get(spec.name().substring(0, end));
      if (module != null) {
        names.put(
            spec.name(), new TorchName(module.name() + spec.name().substring(end), module.key()));
      }
    }
    return names;
  }

  /** Returns the filter widths of a tagger's character CNN; none without one. */
  static List<Integer> widths(TaggerDefinition definition) {
    return definition.inputs().all().stream()
        .filter(CharacterInput.class::isInstance)
        .map(input -> ((CharacterInput) input).encoder())
        .filter(CharacterCnn.class::isInstance)
        .flatMap(encoder -> ((CharacterCnn) encoder).widths().stream())
        .toList();
  }

  /** Returns the tensor of an encoder's parameter, which ends in {@code _l<layer>}. */
  private String encoderTensor(String parameter) {
    Matcher layer = LAYER.matcher(parameter);
    return modules.size() > 1 && layer.matches()
        ? "%s.%s0%s"
            .formatted(
                modules.get(Integer.parseInt(layer.group(2))), layer.group(1), layer.group(3))
        : modules.get(0) + "." + parameter;
  }

  /** Returns the vocabularies of the inputs and, last, the file of labels. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    inputs.forEach(input -> files.add(input.vocabulary()));
    files.add(labels);
    return files;
  }

  /**
   * The keys of a mapping file: lines {@code key = value}, blank lines, and lines that start with
   * {@code #}, comments. Records which keys were asked for. Not thread-safe.
   */
  private static final class Keys {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final Mistakes mistakes;
    private boolean complete = true; // no value is missing or invalid so far

    private Keys(Mistakes mistakes) {
      this.mistakes = mistakes;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     */
    static Keys of(Path file, Mistakes mistakes) throws IOException {
      Keys keys = new Keys(mistakes);
      try (LineReader lines = new LineReader(LineReader.open(file), file.toString())) {
        while (lines.advance()) {
          String line = lines.text().strip();
          if (!line.isEmpty() && line.charAt(0) != '#') {
            keys.add(line, lines.number());
          }
        }
      }
      return keys;
    }

    private void add(String line, long number) {
      int equals = line.indexOf('=');
      String key = line.substring(0, Math.max(0, equals)).strip();
      String value = line.substring(equals + 1).strip();
      if (key.isEmpty() || value.isEmpty()) {
        mistakes.add(
            "line %d: expected a line \"key = value\", got \"%s\""
                .formatted(number, Excerpt.of(line)));
      } else if (values.putIfAbsent(key, value) != null) {
        mistakes.add(
            "line %d: expected each key once, got %s twice".formatted(number, Excerpt.of(key)));
      }
    }

    boolean has(String key) {
      return values.containsKey(key);
    }

    /** Returns the value of a key, if present. */
    Optional<String> optional(String key) {
      asked.add(key);
      return Optional.ofNullable(values.get(key));
    }

    /** Returns the value of a key; records a mistake and returns an empty text if it is absent. */
    String required(String key, String meaning) {
      return optional(key)
          .orElseGet(
              () -> {
                invalid("missing key: %s, %s; add %s = ...".formatted(key, meaning, key));
                return "";
              });
    }

    /**
     * Returns the names of a required key, which commas separate; records a mistake if the key is
     * absent, or a name is blank or has a blank.
     */
    List<String> requiredNames(String key, String meaning) {
      required(key, meaning);
      return names(key);
    }

    /** Returns the names of a key like {@link #requiredNames}; none if it is absent. */
    List<String> names(String key) {
      List<String> names = optional(key).map(Keys::parts).orElse(List.of());
      for (String name : names) {
        if (name.matches(".*[ ,].*")) {
          invalid(
              "%s: expected names separated by commas, got \"%s\""
                  .formatted(key, Excerpt.of(name)));
        }
      }
      return names;
    }

    /** Returns the parts of a value between commas; a value of commas alone as one part. */
    static List<String> parts(String value) {
      List<String> parts =
          Arrays.stream(value.split(",", -1))
              .map(String::strip)
              .filter(part -> !part.isEmpty())
              .toList();
      return parts.isEmpty() && !value.isEmpty() ? List.of(value) : parts;
    }

    /**
     * Records a mistake if the first key is present without the other, which gives it a meaning.
     */
    void requireBeside(String key, String other) {
      if (has(key) && !has(other)) {
        asked.add(key);
        invalid(
            "%s: expected the key %s beside it, got none; add it, or remove %s"
                .formatted(key, other, key));
      }
    }

    /** Records a mistake in a value, without which the mapping cannot be used. */
    void invalid(String mistake) {
      mistakes.add(mistake);
      complete = false;
    }

    /**
     * Records a mistake for each key that was not asked for.
     *
     * @param allInputs whether all inputs are known; keys of others, with a period, are not
     */
    void requireKnownKeys(boolean allInputs) {
      for (String key : values.keySet()) {
        if (!asked.contains(key) && (allInputs || !key.contains("."))) {
          List<String> absent = asked.stream().filter(name -> !has(name)).toList();
          mistakes.add(
              "unknown key: %s; %s"
                  .formatted(
                      Excerpt.of(key),
                      SimilarName.of(key, absent)
                          .map("did you mean %s?"::formatted)
                          .orElseGet(() -> "this mapping may have the keys " + asked)));
        }
      }
    }
  }
}

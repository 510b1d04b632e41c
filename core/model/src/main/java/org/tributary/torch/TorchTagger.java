package org.tributary.torch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tributary.head.LabelSet;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.SafetensorsFile;
import org.tributary.param.TensorShape;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.torch.TorchMapping.TorchName;
import org.tributary.torch.TorchMappingException.Mistakes;

/**
 * Taggers that were trained in PyTorch. A tagger has embedding tables ({@code nn.Embedding}),
 * optionally a character encoder (a bidirectional {@code nn.LSTM}, or {@code nn.Conv1d} with
 * padding "same", max pooling and tanh), recurrent layers ({@code nn.LSTM}, {@code nn.GRU} or
 * {@code nn.RNN} with tanh), a linear layer and optionally a CRF with the parameter names of
 * torchcrf. Its state dict is in a safetensors file, its symbols and labels in further files, and a
 * mapping file of lines {@code key = value} names the modules:
 *
 * <pre>
 * # in the order of their concatenation
 * inputs = lower, char
 * lower.table = e.weight
 * # relative to the mapping's folder
 * lower.vocabulary = words.json
 * lower.unknown = &lt;unk&gt;
 * char.table = ce.weight
 * char.vocabulary = characters.json
 * char.unknown = &lt;unk&gt;
 * # or char.cnn = conv3, conv5
 * char.lstm = cl
 * # or last
 * char.pooling = max
 * # or gru, rnn
 * encoder = lstm
 * # a module for each layer, or one for all
 * encoder.modules = l, l2
 * output = o
 * labels = labels.json
 * </pre>
 *
 * <p>Inputs are {@code word}, {@code lower} (words in lower case), {@code char}, {@code prefixN}
 * and {@code suffixN} for N characters, and {@code shape}. A file of symbols is a JSON list or a
 * JSON object from symbol to index if its name ends in {@code .json}, else it has one symbol on
 * each line. Optional keys are {@code <input>.padding}, {@code char.first} (the number of
 * characters that are read of a longer word), {@code crf}, {@code crf.scheme}, {@code zeros}
 * (tensors that a module without bias lacks) and {@code ignored} (tensors that are not read; a
 * prefix ends in a period).
 *
 * <p>Words and sentences are encoded without padding, as PyTorch does with packed sequences.
 */
public final class TorchTagger {
  private TorchTagger() {}

  /**
   * Reads a tagger. The caller closes it.
   *
   * @param weights a safetensors file of the state dict
   * @param mapping the mapping file
   * @throws TorchMappingException with all mistakes at once: those of the mapping alone if a value
   *     is missing or invalid there, else also those of the symbol files and of the tensors' names,
   *     shapes and dtypes; sizes are compared once none is unknown, as that of a missing table is
   * @throws IOException if a file cannot be read, with the reason in one line; also if the weights
   *     were cut short or are not finite
   */
  public static WordTagger read(Path weights, Path mapping) throws IOException {
    NullChecks.require("weights", "the path of a safetensors file", weights);
    NullChecks.require("mapping", "the path of a mapping file", mapping);
    Mistakes mistakes = new Mistakes("PyTorch tagger %s by %s".formatted(weights, mapping));
    TorchMapping names = TorchMapping.read(mapping, mistakes);
    List<List<String>> symbols = new ArrayList<>();
    for (Path file : names.files()) {
      symbols.add(symbols(file, mistakes));
    }
    requireSpecialSymbols(names, symbols, mistakes);
    if (!Files.exists(weights) || Files.isDirectory(weights)) {
      throw new IOException(
          "%s: expected a safetensors file, got %s"
              .formatted(weights, Files.exists(weights) ? "a folder" : "none; check the path"));
    }
    try (FileChannel channel = FileChannel.open(weights)) {
      SafetensorsFile file = SafetensorsFile.open(weights.toString(), channel);
      TorchDefinition derivation = new TorchDefinition(file, names, mistakes);
      TaggerDefinition definition = derivation.derived(symbols);
      ParameterValues values = file.values(derivation.expected());
      requireFinite(weights, values);
      return tagger(names, definition, symbols, values, mistakes, weights);
    } catch (FileSystemException e) {
      throw new IOException("%s: cannot be read: %s".formatted(weights, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Returns the files of vocabularies and, last, of labels that a mapping file names.
   *
   * @throws TorchMappingException with the errors of the mapping file
   * @throws IOException if the file cannot be read
   */
  public static List<Path> symbolFiles(Path mapping) throws IOException {
    NullChecks.require("mapping", "the path of a mapping file", mapping);
    Mistakes mistakes = new Mistakes("PyTorch tagger by %s".formatted(mapping));
    return TorchMapping.read(mapping, mistakes).files();
  }

  private static List<String> symbols(Path file, Mistakes mistakes) {
    try {
      return SymbolFile.read(file);
    } catch (IOException e) {
      mistakes.add(e.getMessage());
      return List.of();
    }
  }

  private static void requireSpecialSymbols(
      TorchMapping names, List<List<String>> symbols, Mistakes mistakes) {
    for (int k = 0; k < names.inputs().size(); k++) {
      TorchMapping.InputMapping input = names.inputs().get(k);
      List<String> all = symbols.get(k);
      requireSymbol(input.name() + ".unknown", input.unknown(), input, all, mistakes);
      input
          .padding()
          .ifPresent(p -> requireSymbol(input.name() + ".padding", p, input, all, mistakes));
    }
  }

  private static void requireSymbol(
      String key,
      String symbol,
      TorchMapping.InputMapping input,
      List<String> symbols,
      Mistakes mistakes) {
    if (!symbols.isEmpty() && !symbols.contains(symbol)) {
      mistakes.add(
          "%s: expected a symbol of %s, got %s"
              .formatted(key, input.vocabulary().getFileName(), symbol));
    }
  }

  private static void requireFinite(Path weights, ParameterValues values) throws IOException {
    Optional<String> defect = values.defect();
    if (defect.isPresent()) {
      throw new IOException(
          "%s: expected finite numbers, but %s; did training diverge?"
              .formatted(weights, defect.get()));
    }
  }

  private static WordTagger tagger(
      TorchMapping names,
      TaggerDefinition definition,
      List<List<String>> symbols,
      ParameterValues values,
      Mistakes mistakes,
      Path weights)
      throws IOException {
    int inputs = names.inputs().size();
    List<String> labels = symbols.get(inputs);
    List<Vocabulary> vocabularies = new ArrayList<>();
    Map<String, List<Integer>> tables = new TreeMap<>(); // the rows by the table's name
    for (int k = 0; k < inputs; k++) {
      TorchMapping.InputMapping input = names.inputs().get(k);
      int unknown = symbols.get(k).indexOf(input.unknown());
      List<String> entries = new ArrayList<>(symbols.get(k));
      entries.remove(unknown);
      vocabularies.add(new Vocabulary(entries));
      tables.put(
          input.name() + "_emb.weight", // a word tagger has the unknown row last
          IntStream.concat(
                  IntStream.rangeClosed(0, entries.size()).filter(row -> row != unknown),
                  IntStream.of(unknown))
              .boxed()
              .toList());
    }
    try {
      TaggerSizes sizes =
          new TaggerSizes(
              vocabularies.stream().map(v -> v.size() + 1).toList(), List.of(LabelSet.of(labels)));
      List<ParameterSpec> specs = definition.parameters(sizes);
      Map<String, TorchName> torchNames = names.names(definition, sizes);
      Map<String, FloatTensor> own = new LinkedHashMap<>();
      for (ParameterSpec spec : specs) {
        String name = torchNames.get(spec.name()).name();
        FloatTensor value =
            names.zeros().contains(name)
                ? FloatTensor.zeros(spec.shape().asArray())
                : values.tensor(name);
        List<Integer> rows = tables.get(spec.name());
        own.put(spec.name(), rows == null ? value : taken(value, rows));
      }
      return WordTagger.of(
          definition,
          vocabularies,
          new Vocabulary(labels),
          ParameterValues.of(own),
          Map.of("imported.from", "PyTorch", "imported.file", weights.getFileName().toString()));
    } catch (IllegalArgumentException e) {
      mistakes.add(e.getMessage());
      throw mistakes.exception();
    }
  }

  /**
   * Writes a tagger's parameters under the names of PyTorch modules, for {@code load_state_dict},
   * and its vocabularies and labels to the files that the mapping names. The padding's row comes
   * first, if the mapping names a padding, then the unknown row, then the others. The writes are
   * atomic and replace existing files.
   *
   * @param weights the safetensors file to write
   * @param mapping the mapping file
   * @throws TorchMappingException if the mapping does not fit the tagger
   * @throws IOException if a file cannot be read or written
   */
  public static void write(WordTagger tagger, Path weights, Path mapping) throws IOException {
    NullChecks.require("tagger", "the one to write", tagger);
    NullChecks.require("weights", "the path of a safetensors file", weights);
    NullChecks.require("mapping", "the path of a mapping file", mapping);
    Mistakes mistakes = new Mistakes("PyTorch tagger %s by %s".formatted(weights, mapping));
    TorchMapping names = TorchMapping.read(mapping, mistakes);
    new TorchWriter(tagger, names, mistakes).write(weights);
  }

  /** Returns the given rows of a table, zeros for a negative index. */
  static FloatTensor taken(FloatTensor table, List<Integer> rows) {
    int size = (int) table.shape().get(1);
    return FloatTensor.written(
        TensorShape.of(rows.size(), size),
        to -> {
          for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row) >= 0) {
              table.copy(rows.get(row) * size, to, row * size, size);
            }
          }
        });
  }
}

package org.tributary.examples.troubleshooting;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.tributary.cell.Nonlinearity;
import org.tributary.feature.EmbeddingInput;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.torch.TorchMappingException;
import org.tributary.torch.TorchTagger;

/** Errors of taggers from PyTorch, and of taggers written for it. */
record PyTorchErrors(Errors errors) {
  private static final String LABELS = "labels.json";

  /** A mapping of words alone. */
  private static final String WORDS =
      """
      inputs = word
      word.table = words.weight
      word.vocabulary = words.txt
      word.unknown = <unk>
      encoder = rnn
      encoder.modules = rnn
      output = out
      labels = labels.txt
      """;

  void provoke() throws IOException {
    lines();
    keys();
    symbolFiles();
    tensors();
    zeros();
    weights();
    reports();
    otherTaggers();
    otherForms();
    otherSymbols();
  }

  /** Returns the files of words and an LSTM over characters, two LSTM layers, a softmax. */
  private PyTorchFiles lstm() throws IOException {
    return PyTorchFiles.copyOf("lstm", errors.folder());
  }

  /** Returns the files of words and a CNN over characters, two GRU layers, a CRF. */
  private PyTorchFiles gru() throws IOException {
    return PyTorchFiles.copyOf("gru_crf", errors.folder());
  }

  private void read(PyTorchFiles files) {
    report(() -> TorchTagger.read(files.weights(), files.mapping()).close());
  }

  private void write(WordTagger tagger, PyTorchFiles files) {
    report(() -> TorchTagger.write(tagger, files.weights(), files.mapping()));
  }

  /** Adds each line of a report, or the message of another exception. */
  private void report(ThrowingCallable call) {
    Throwable failure = catchThrowable(call);
    if (failure instanceof TorchMappingException report) {
      report.mistakes().forEach(errors::add);
    } else {
      errors.add(failure == null ? "no error of a PyTorch tagger" : failure.getMessage());
    }
  }

  private void lines() throws IOException {
    read(lstm().mapped("encoder = lstm", "encoder lstm"));
    read(lstm().mapped("output = o", "output = o\noutput = o"));
    read(lstm().mapped("output = o", "outputs = o"));
  }

  private void keys() throws IOException {
    read(gru().mapped("crf = crf", "crf.scheme = bio"));
    read(gru().mapped("inputs = char, word", "inputs = char, pos"));
    read(lstm().mapped("encoder = lstm", "encoder = LSTM"));
    read(lstm().mapped("char.pooling = max", "char.pooling = mean"));
    read(gru().mapped("crf = crf", "crf = crf\ncrf.scheme = iob2"));
    read(gru().mapped("crf = crf", "crf = crf\ncrf.scheme = bio"));
    read(lstm().mapped("encoder.modules = l, l2", "encoder.modules = l l2"));
    read(lstm().mapped("char.lstm = cl\nchar.pooling = max\n", ""));
    read(lstm().mapped("char.first = 9", "char.first = 65"));
    read(lstm().mapped(LABELS, "a\0b"));
    read(lstm().mapped("lower.unknown = <unk>", "lower.unknown = <UNK>"));
    read(lstm().mapped("lower.padding = <pad>", "lower.padding = <PAD>"));
  }

  private void symbolFiles() throws IOException {
    read(gru().with("labels.txt", "DET\n\nNOUN\n"));
    for (String content :
        List.of(
            "[\"DET\", \"DET\"]",
            "[]",
            "DET",
            "\"DET\"",
            "[1]",
            "{\"0\": \"DET\"}",
            "{\"DET\": 1, \"NOUN\": 2}",
            "{\"DET\": 0, \"NOUN\": 0}")) {
      read(lstm().with(LABELS, content));
    }
  }

  private void tensors() throws IOException {
    read(lstm().without("o.bias"));
    read(
        lstm()
            .changed(
                all -> {
                  var old = new LinkedHashMap<>(all);
                  all.clear();
                  old.forEach((name, tensor) -> all.put("module." + name, tensor));
                }));
    read(lstm().changed(all -> all.put("norm.weight", FloatTensor.zeros(3))));
    read(lstm().changed(all -> all.put("o.bias", FloatTensor.zeros(3))));
    PyTorchFiles integers = lstm();
    Files.write(integers.weights(), Models.edited(integers.weights(), "\"F32\"", "\"I32\""));
    read(integers);
    read(gru().mapped("encoder = gru", "encoder = lstm"));
    read(gru().mapped("char.cnn = conv.0, conv.1", "char.cnn = conv.0, conv.0"));
    read(lstm().mapped("ignored = steps, d.", "ignored = steps, d., loss"));
  }

  private void zeros() throws IOException {
    read(gru().mapped("crf = crf", "crf = crf\nzeros = tags.bias"));
    read(gru().mapped("crf = crf", "crf = crf\nzeros = tags"));
    String table = "embed.word.weight";
    read(gru().without(table).mapped("crf = crf", "crf = crf\nzeros = " + table));
  }

  private void weights() throws IOException {
    PyTorchFiles none = lstm();
    Files.delete(none.weights());
    read(none);
    read(lstm().changed("o.bias", value -> Float.NaN));
  }

  private void reports() throws IOException {
    PyTorchFiles files = lstm().mapped("output = o", "output = out");
    errors.call(() -> TorchTagger.read(files.weights(), files.mapping()));
    errors.command(
        "import-torch",
        "--weights",
        files.weights().toString(),
        "--mapping",
        files.mapping().toString(),
        "--output",
        errors.none());
  }

  /** Mappings of another tagger than the one to write. */
  private void otherTaggers() throws IOException {
    PyTorchFiles files = gru();
    try (WordTagger tagger = TorchTagger.read(files.weights(), files.mapping())) {
      write(tagger, gru().mapped("encoder = gru", "encoder = lstm"));
      write(tagger, gru().mapped("encoder.modules = rnn", "encoder.modules = a, b, c"));
      write(
          tagger,
          gru().mapped("char.cnn = conv.0, conv.1", "char.lstm = conv\nchar.pooling = last"));
      String word = tagger.vocabularies().get(1).entries().get(0);
      write(tagger, gru().mapped("word.unknown = <unk>", "word.unknown = " + word));
      write(tagger, gru().mapped("crf = crf", "crf = crf\nzeros = tags.bias"));
      write(tagger, gru().mapped("crf = crf", "crf = crf\nword.padding = <unk>"));
      write(tagger, gru().mapped("encoder.modules = rnn", "encoder.modules = rnn, rnn"));
      write(tagger, gru().mapped("labels = labels.txt", "labels = words.txt"));
    }
  }

  /** Taggers that no mapping describes. */
  private void otherForms() throws IOException {
    var projected =
        Tagger.define()
            .input(EmbeddingInput.of("word", 4).projectedTo(3))
            .encoder(size -> Recurrent.rnn(size).hidden(3).layers(2).residual());
    var rectified =
        Tagger.define()
            .input(EmbeddingInput.of("word", 4))
            .encoder(size -> Recurrent.rnn(size).hidden(3).nonlinearity(Nonlinearity.RELU));
    for (var definition : List.of(projected, rectified)) {
      try (WordTagger tagger = Models.drawn(definition, List.of(List.of("the", "dog")))) {
        write(tagger, lstm().with("mapping.txt", WORDS));
      }
    }
  }

  private void otherSymbols() throws IOException {
    var words =
        Tagger.define()
            .input(EmbeddingInput.of("word", 4))
            .encoder(size -> Recurrent.rnn(size).hidden(3));
    try (WordTagger tagger = Models.drawn(words, List.of(List.of("two\nlines")))) {
      write(tagger, lstm().with("mapping.txt", WORDS));
    }
  }
}

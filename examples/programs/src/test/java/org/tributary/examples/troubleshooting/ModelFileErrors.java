package org.tributary.examples.troubleshooting;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tributary.feature.Gazetteer;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentModule;
import org.tributary.param.Safetensors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.VectorStorage;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.PretrainedVectors;

/** Errors of model files and of weights. */
record ModelFileErrors(Errors errors, Models models) {
  void provoke() throws IOException {
    anyTagger();
    wordTaggers();
    tribuoModels();
    ownFeatures();
    gazetteer();
    vectors();
    safetensors();
  }

  /** A model whose vectors are in a file beside it. */
  private void vectors() throws IOException {
    var sentence = new TaggedSentence(List.of("the", "dog"), List.of("DET", "NOUN"));
    var pretrained = new PretrainedVectors(new WordVectorFile(Path.of(errors.file("dog 1 2\n"))));
    Path own = Files.createDirectory(errors.folder().resolve("beside"));
    Path saved = own.resolve("vectors.model");
    try (LstmTaggerModel model =
        Models.trainer()
            .inputs(List.of(pretrained))
            .build()
            .train(Models.dataset(new WordFeatureExtractor(), sentence))) {
      model.save(saved, VectorStorage.BESIDE);
    }
    byte[] bytes = Files.readAllBytes(saved);
    errors.call(() -> Tagger.load(new ByteArrayInputStream(bytes)));
    Path vectors;
    try (Stream<Path> files = Files.list(own)) {
      vectors = files.filter(file -> !file.equals(saved)).findFirst().orElseThrow();
    }
    Files.writeString(vectors, "changed");
    errors.call(() -> Tagger.load(saved));
    Files.delete(vectors);
    errors.call(() -> Tagger.load(saved));
  }

  /** A model whose gazetteer has changed since the training, or is gone. */
  private void gazetteer() throws IOException {
    Path phrases = Path.of(errors.file("ANIMAL\tdog\n"));
    var extractor =
        new GazetteerFeatureExtractor(
            new WordFeatureExtractor(), phrases, Gazetteer.Matching.LOWER_CASE);
    var sentence = new TaggedSentence(List.of("the", "dog"), List.of("DET", "NOUN"));
    Path saved = errors.folder().resolve("gazetteer.model");
    try (LstmTaggerModel model =
        Models.trainer().build().train(Models.dataset(extractor, sentence))) {
      model.save(saved);
    }
    Files.writeString(phrases, "ANIMAL\tcat\n");
    errors.call(() -> Tagger.load(saved));
    Files.delete(phrases);
    errors.call(() -> Tagger.load(saved));
    errors.call(() -> Tagger.load(Files.newInputStream(saved)));
  }

  private void anyTagger() throws IOException {
    errors.command("tag", "--model", errors.none());
    errors.command("tag", "--model", errors.file(""));
    errors.command("tag", "--model", errors.file("a text"));
    errors.command("tag", "--model", errors.file("other", new byte[] {0, 1, 2}));
    errors.command("tag", "--model", errors.file("zip", new byte[] {'P', 'K', 3, 4}));
    errors.command("tag", "--model", errors.file("gzip", new byte[] {0x1f, (byte) 0x8b}));
    errors.command("tag", "--model", errors.file("onnx", new byte[] {8, 8, 0x12, 9}));
    errors.command("tag", "--model", models.weights().toString());
    String damaged = errors.file("damaged", Models.damaged(models.core(), -1));
    errors.command("tag", "--model", damaged);
    errors.call(() -> WordTagger.load(models.tribuo()));
  }

  private void wordTaggers() throws IOException {
    String newer = "\"tributary.word_tagger\":\"%s\"";
    var texts = new TreeMap<>(Safetensors.texts(models.core()));
    String version = texts.get("tributary.word_tagger");
    byte[] edited = Models.edited(models.core(), newer.formatted(version), newer.formatted("9"));
    errors.command("tag", "--model", errors.file("newer", edited));
    texts.keySet().removeIf(key -> key.contains("crc32") || key.equals("format"));
    Path without = errors.folder().resolve("without-checksum");
    Safetensors.write(without, Safetensors.read(models.core()), texts);
    errors.command("tag", "--model", without.toString());
  }

  private void tribuoModels() throws IOException {
    for (Path file :
        List.of(
            Path.of(errors.none()),
            errors.folder(),
            Path.of(errors.file("")),
            Path.of(errors.file("a text")),
            models.core(),
            models.weights(),
            models.crf(),
            Path.of(errors.file("damaged-model", damagedWeights())))) {
      errors.call(() -> LstmTaggerModel.load(file));
    }
    byte[] whole = Files.readAllBytes(models.tribuo());
    String cut = errors.file("cut", Arrays.copyOf(whole, whole.length / 2));
    errors.command("info", cut);
  }

  /** Returns the model with another value in a weight. */
  private byte[] damagedWeights() throws IOException {
    byte[] bytes = Files.readAllBytes(models.tribuo());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("weight_hh_l0") + 40] ^= 0x10;
    return bytes;
  }

  private void ownFeatures() throws IOException {
    TokenFeatureExtractor own = new OwnExtractor();
    var sentence = new TaggedSentence(List.of("the", "dog"), List.of("DET", "NOUN"));
    Path file = ownModel();
    try (LstmTaggerModel model = Models.trainer().build().train(Models.dataset(own, sentence))) {
      model.save(file);
    }
    errors.command("convert", "--model", file.toString(), "--output", errors.none());
    errors.call(() -> Tagger.load(file));
  }

  /** Returns the file of the model with features of its own extractor. */
  Path ownModel() {
    return errors.folder().resolve("own.model");
  }

  private void safetensors() throws IOException {
    errors.call(() -> Safetensors.read(Path.of(errors.none())));
    errors.call(() -> Safetensors.read(Path.of(errors.file("a text"))));
    errors.call(() -> Safetensors.read(models.weights(), "encoder."));
    byte[] complex = Models.edited(models.weights(), "\"F32\"", "\"C64\"");
    errors.call(() -> Safetensors.read(Path.of(errors.file("complex", complex))));
    String mapping = errors.file("encoder = lstm\n");
    String weights = models.weights().toString();
    errors.command(
        "import-torch", "--weights", weights, "--mapping", mapping, "--output", errors.none());
    errors.call(
        () ->
            RecurrentModule.of(
                Recurrent.lstm(3).hidden(2).bidirectional(), Safetensors.read(models.weights())));
    errors.call(
        () -> RecurrentModule.of(Recurrent.lstm(4).hidden(2), Safetensors.read(models.weights())));
  }
}

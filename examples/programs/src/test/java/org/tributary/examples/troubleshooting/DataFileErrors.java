package org.tributary.examples.troubleshooting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.tributary.examples.corpus.CharacterText;
import org.tributary.examples.sensor.RecordingFile;
import org.tributary.examples.sensor.RecordingSplits;
import org.tributary.span.TagScheme;
import org.tributary.text.column.ColumnLayout;
import org.tributary.text.column.ColumnReader;

/** Errors of data files. */
record DataFileErrors(Errors errors) {
  static final String WORDS = word("1", "the", "DET") + word("2", "dog", "NOUN") + "\n";

  /** Returns a word line of CoNLL-U. */
  static String word(String id, String form, String upos) {
    return "%s\t%s\t_\t%s\t_\t_\t_\t_\t_\t_%n".formatted(id, form, upos).replace("\r", "");
  }

  void provoke() {
    anyText();
    conllu();
    columns();
    vectors();
    gazetteers();
    recordings();
    texts();
  }

  private void anyText() {
    train(errors.none(), "upos");
    train(errors.folder().toString(), "upos");
    train(errors.file(""), "upos");
    train(errors.file("latin1", "1\tcafé\n".getBytes(StandardCharsets.ISO_8859_1)), "upos");
    train(errors.file("cut.gz", cutGzip()), "upos");
  }

  private static byte[] cutGzip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(WORDS.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(bytes.toByteArray(), bytes.size() - 12);
  }

  private void conllu() {
    String the = word("1", "the", "DET");
    for (String text :
        List.of(
            "1 the _ DET\n",
            the.replace("\tDET", "\t"),
            word("first", "the", "DET"),
            word("2", "the", "DET"),
            the + the,
            the + word("1-2", "thedog", "_"),
            the + word("2.1", "dog", "_"),
            "# text = the\n\n",
            word("1-2", "thedog", "_") + the,
            word("1", "the", "_"))) {
      train(errors.file(text + "\n"), "upos");
    }
    train(errors.file(WORDS), "11");
  }

  private void columns() {
    train(errors.file("the DET\n"), "3");
    train(errors.file("the\t\tDET\n"), "2");
    train(errors.file("the DET\n"), "1");
    train("/dev/null", "2");
    String lowerCase = errors.file("Ann b-per\n");
    ColumnLayout layout = ColumnLayout.of(1, 2).converting(TagScheme.IOB1, TagScheme.BIO);
    errors.call(() -> ColumnReader.read(Path.of(lowerCase), layout));
    String iob1 = errors.file("Ann I-PER\nLee I-PER\nran O\n\n".repeat(3));
    train(iob1, "2", "--dev", iob1, "--crf", "--scheme", "bio");
  }

  private void vectors() {
    String data = errors.file(WORDS);
    for (String vectors :
        List.of(
            "",
            "word2vec\n",
            "the 1 2\ndog 1\n",
            "the 1 2\ndog 1 x\n",
            "3 2\nthe 1 2\ndog 1 2\n",
            "1 2\nthe 1 2\ndog 1 2\n",
            "the 1 70000\n",
            "the 1 2\n\ndog 1 2\n",
            "chien 1 2\n")) {
      train(data, "upos", "--dev", data, "--vectors", errors.file(vectors));
    }
  }

  private void gazetteers() {
    String data = errors.file(WORDS);
    for (String phrases : List.of("", "the dog\n", "A b\tc\n", "ANIMAL\t\n", "ANIMAL\tcat\n")) {
      train(data, "upos", "--dev", data, "--gazetteer", errors.file(phrases));
    }
    train(data, "upos", "--dev", data, "--gazetteer", errors.folder().toString());
  }

  private void recordings() {
    String header = "recording,x,label\n";
    for (String text :
        List.of(
            "",
            "recording;x;label\n",
            header + "a,1\n",
            header + "a,1,rest\nb,1,rest\na,1,rest\n",
            header + "a,1,\n",
            header + "a,,rest\n")) {
      errors.call(() -> RecordingFile.read(Path.of(errors.file(text))));
    }
    String names = errors.file(header + "a,1,rest\n");
    errors.call(() -> RecordingFile.read(Path.of(names)).get(0).targets());
    errors.call(() -> RecordingSplits.of(RecordingFile.read(Path.of(names))));
    String latin = errors.file("readings", "é".getBytes(StandardCharsets.ISO_8859_1));
    errors.call(() -> RecordingFile.read(Path.of(latin)));
  }

  private void texts() {
    errors.call(
        () ->
            CharacterText.read(
                Path.of(errors.file("latin", "é".getBytes(StandardCharsets.ISO_8859_1)))));
    errors.call(() -> CharacterText.read(Path.of(errors.file("short"))));
  }

  private void train(String file, String column, String... options) {
    String[] train = {
      "train", "--train", file, "--column", column, "--model", errors.folder() + "/unwritten"
    };
    errors.command(Errors.with(train, options));
  }
}

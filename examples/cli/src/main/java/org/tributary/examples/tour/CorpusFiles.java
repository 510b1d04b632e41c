package org.tributary.examples.tour;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.examples.corpus.CorpusText;
import org.tributary.examples.corpus.TaggedCorpus;
import org.tributary.examples.files.OutputFile;

/**
 * The CoNLL-U files of the built-in corpus.
 *
 * @param train training file
 * @param dev development file
 * @param test test file
 */
record CorpusFiles(Path train, Path dev, Path test) {

  /** Writes the three files, {@code train.conllu} and so on, into an existing folder. */
  static CorpusFiles write(TaggedCorpus corpus, Path folder) throws IOException {
    CorpusFiles files =
        new CorpusFiles(
            folder.resolve("train.conllu"),
            folder.resolve("dev.conllu"),
            folder.resolve("test.conllu"));
    OutputFile.at(files.train).write(CorpusText.conllu(corpus.train()));
    OutputFile.at(files.dev).write(CorpusText.conllu(corpus.dev()));
    OutputFile.at(files.test).write(CorpusText.conllu(corpus.test()));
    return files;
  }
}

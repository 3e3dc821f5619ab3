package hilum.encoders.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import hilum.encoders.torch.Offline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A Hugging Face tokenizer ({@code tokenizer.json}) that never pads and cuts at a given number of
 * tokens.
 *
 * <p>With an instruction the tokenizer reads {@code instruction; text} and only the text's tokens
 * are pooled, told apart by their offsets. Without one every token is pooled, special tokens
 * included. May be used from several threads.
 */
public final class TextTokenizer implements AutoCloseable {
    /** What stands between an instruction and its text. */
    static final String SEPARATOR = "; ";

    private final HuggingFaceTokenizer tokenizer;

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Reads a {@code tokenizer.json}; its own padding and truncation do not count.
     *
     * @param maxTokens where texts are cut, special tokens included
     */
    public static TextTokenizer open(Path file, int maxTokens) throws IOException {
        Offline.require();
        try (InputStream in = new ByteArrayInputStream(new TokenizerFile(file).unlimited())) {
            return new TextTokenizer(
                    HuggingFaceTokenizer.newInstance(
                            in,
                            Map.of(
                                    "padding",
                                    "false",
                                    "truncation",
                                    "true",
                                    "maxLength",
                                    Integer.toString(maxTokens),
                                    "modelMaxLength",
                                    Integer.toString(maxTokens))));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "%s is not a tokenizer that can be read: copy the model's tokenizer.json again"
                            .formatted(file),
                    e);
        }
    }

    /**
     * The tokens of a text. What exceeds the most tokens is cut from the text's end, never from the
     * instruction.
     *
     * @throws IllegalArgumentException when the instruction leaves no room for the text
     */
    public Tokens tokenize(Optional<String> instruction, String text) {
        String prefix = instruction.map(i -> i + SEPARATOR).orElse("");
        Encoding encoding = tokenizer.encode(wellFormed(prefix + text));
        int[] ids =
                IntStream.range(0, encoding.getIds().length)
                        .map(i -> (int) encoding.getIds()[i])
                        .toArray();
        if (instruction.isEmpty()) {
            return Tokens.of(ids);
        }
        int end = prefix.codePointCount(0, prefix.length()); // offsets count code points
        long[] special = encoding.getSpecialTokenMask();
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] pooled =
                IntStream.range(0, ids.length)
                        .filter(i -> special[i] == 0 && spans[i] != null && spans[i].getEnd() > end)
                        .toArray();
        if (pooled.length == 0 && encoding.exceedMaxLength()) {
            throw new IllegalArgumentException(
                    "An instruction of %d characters leaves its text no room among %d tokens: shorten it, or cut texts later"
                            .formatted(prefix.length() - SEPARATOR.length(), ids.length));
        }
        return Tokens.of(ids, pooled);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** Lone surrogates have no encoding; what a decoder would put in their place goes there. */
    private static String wellFormed(String text) {
        StringBuilder replaced = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                replaced = replaced == null ? new StringBuilder(text) : replaced;
                replaced.setCharAt(i, '\uFFFD');
            }
        }
        return replaced == null ? text : replaced.toString();
    }
}

package hilum.encoders.model;

import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Picture;
import hilum.encoders.image.Pixels;
import hilum.encoders.text.TextTower;
import hilum.encoders.text.Tokens;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a model version must still compute when it is loaded: the float32 vectors of fixed radiology
 * sentences and pictures, kept in {@code self-test.safetensors} of its folder since it was made.
 *
 * <p>Towers that come closer than {@value #LEAST_COSINE} to each of them compute the version;
 * others would put vectors into its collection that do not belong there.
 *
 * @param vectors by {@code text} and {@code image}, {@code (inputs, dimension)}
 */
record SelfTest(Map<String, float[][]> vectors) {
    /** The file in a model version's folder. */
    static final String FILE = "self-test.safetensors";

    /** The cosine of a vector to that in float32 that a precision needs to be chosen. */
    static final double LEAST_COSINE = 0.9999;

    /**
     * Less than at the choice: in bfloat16 batch-mates and other processors move the fifth digit.
     */
    static final double LEAST_AT_LOADING = 0.9998;

    private static final String SENTENCES = "/hilum/encoders/model/sentences.txt";
    private static final int PICTURES = 4;

    /** At loading only the shorter sentences are computed: a second or two of a large model. */
    private static final int MOST_CHARACTERS_AT_LOADING = 120;

    private static final String TEXT = "text";
    private static final String IMAGE = "image";

    /** The fixed sentences, of one word up to a report. */
    static List<String> sentences() {
        try (InputStream in = SelfTest.class.getResourceAsStream(SENTENCES)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The tokens of the fixed sentences. */
    static List<Tokens> tokens(TextTower tower) {
        return sentences().stream().map(s -> tower.tokenize(Optional.empty(), s)).toList();
    }

    /** The fixed pictures as a tower takes them: smooth shades with edges, drawn from formulas. */
    static List<Pixels> pictures(ImageTower tower) {
        return java.util.stream.IntStream.range(0, PICTURES)
                .mapToObj(SelfTest::picture)
                .map(tower::preprocess)
                .toList();
    }

    private static Picture picture(int number) {
        int width = 256 + 40 * number;
        int height = 256;
        byte[] levels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int disc = Math.hypot(x - 90 - 20.0 * number, y - 130) < 30 + 10 * number ? 90 : 0;
                int bars = (y / (12 + 3 * number)) % 2 == 0 ? 40 : 0;
                levels[y * width + x] = (byte) (disc + bars + 120 * x / width);
            }
        }
        return new Picture(width, height, 1, levels);
    }

    /** Keeps vectors for later. */
    void write(Path folder) throws IOException {
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (String tower : List.of(TEXT, IMAGE)) {
            float[][] rows = vectors.get(tower);
            if (rows != null) {
                float[] values = new float[rows.length * rows[0].length];
                for (int i = 0; i < rows.length; i++) {
                    System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
                }
                tensors.put(tower, StoredTensor.of(values, rows.length, rows[0].length));
            }
        }
        SafetensorsWriter.write(folder.resolve(FILE), tensors, Map.of());
    }

    static SelfTest of(float[][] text, Optional<float[][]> image) {
        Map<String, float[][]> vectors = new LinkedHashMap<>();
        vectors.put(TEXT, text);
        image.ifPresent(i -> vectors.put(IMAGE, i));
        return new SelfTest(vectors);
    }

    static SelfTest read(Path folder) throws IOException {
        Map<String, float[][]> vectors = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(folder.resolve(FILE))) {
            file.tensors()
                    .forEach(
                            (tower, tensor) -> {
                                float[] values = tensor.floats();
                                int width = Math.toIntExact(tensor.shape().getLast());
                                float[][] rows = new float[values.length / width][];
                                Arrays.setAll(
                                        rows,
                                        i ->
                                                Arrays.copyOfRange(
                                                        values, i * width, (i + 1) * width));
                                vectors.put(tower, rows);
                            });
        }
        return new SelfTest(vectors);
    }

    /**
     * Checks loaded towers.
     *
     * @throws IOException when they compute something else here
     */
    void require(String version, TextTower text, Optional<ImageTower> image) throws IOException {
        float[][] texts = vectors.get(TEXT);
        List<Tokens> tokens = tokens(text);
        if (texts != null && texts.length == tokens.size()) {
            List<String> sentences = sentences();
            int[] chosen =
                    java.util.stream.IntStream.range(0, sentences.size())
                            .filter(i -> sentences.get(i).length() <= MOST_CHARACTERS_AT_LOADING)
                            .toArray();
            float[][] here = text.embed(Arrays.stream(chosen).mapToObj(tokens::get).toList());
            float[][] then = Arrays.stream(chosen).mapToObj(i -> texts[i]).toArray(float[][]::new);
            require(version, TEXT, least(here, then));
        }
        float[][] images = vectors.get(IMAGE);
        if (image.isPresent() && images != null) {
            require(version, IMAGE, least(image.get().embed(pictures(image.get())), images));
        }
    }

    private static void require(String version, String tower, double cosine) throws IOException {
        if (!(cosine >= LEAST_AT_LOADING)) {
            throw new IOException(
                    "Model %s is refused: its %s tower computes vectors here with a cosine of %.5f to those it was made with, at least %s is asked; serve it on a machine that meets its precision, or publish it again"
                            .formatted(version, tower, cosine, LEAST_AT_LOADING));
        }
    }

    /** The smallest cosine of two vectors of one place; NaN where a vector has none. */
    static double least(float[][] a, float[][] b) {
        double least = 1;
        for (int i = 0; i < a.length; i++) {
            double ab = 0;
            double aa = 0;
            double bb = 0;
            if (a[i].length != b[i].length) {
                return Double.NaN;
            }
            for (int j = 0; j < a[i].length; j++) {
                ab += (double) a[i][j] * b[i][j];
                aa += (double) a[i][j] * a[i][j];
                bb += (double) b[i][j] * b[i][j];
            }
            least = Math.min(least, ab / Math.sqrt(aa * bb));
        }
        return least;
    }
}

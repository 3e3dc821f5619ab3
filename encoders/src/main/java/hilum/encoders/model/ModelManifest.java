package hilum.encoders.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextOptions;
import hilum.encoders.weights.Precision;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a model version says of itself, as {@code manifest.json} in its folder.
 *
 * @param format the version of this layout; {@value #FORMAT} is the only one
 * @param version the name of the model version: lower-case letters, digits, dots, underscores,
 *     hyphens
 * @param parent the version it was trained from; absent for a base
 * @param text the text tower
 * @param image the image tower; absent while none is trained
 * @param similarity how two vectors are compared
 * @param logitScale the logarithm of the learnt scale of the similarities (1 / temperature)
 * @param files SHA-256 in hexadecimal of each file of the folder, by its path
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ModelManifest(
        int format,
        String version,
        Optional<String> parent,
        Text text,
        Optional<Image> image,
        Similarity similarity,
        double logitScale,
        SortedMap<String, String> files) {
    /** The layout that this code writes and reads. */
    public static final int FORMAT = 1;

    /** The scale with which contrastive training starts: ln(1 / 0.07), as CLIP. */
    public static final double INITIAL_LOGIT_SCALE = Math.log(1 / 0.07);

    private static final Pattern VERSION = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    public ModelManifest {
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "format %d is not read here: use a Hilum that writes and reads it (this one: %d)"
                            .formatted(format, FORMAT));
        }
        if (version == null || !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "version '%s' cannot name a folder and a collection: use up to 63 of a-z 0-9 . _ -"
                            .formatted(version));
        }
        Objects.requireNonNull(text, "text is missing: every model version has a text tower");
        Objects.requireNonNull(similarity, "similarity is missing: set cosine");
        parent = parent == null ? Optional.empty() : parent;
        image = image == null ? Optional.empty() : image;
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files == null ? Map.of() : files));
        int imageDimension = image.map(Image::dimension).orElse(text.dimension);
        if (imageDimension != text.dimension) {
            throw new IllegalArgumentException(
                    "text vectors have %d dimensions, image vectors %d: both must lie in one space"
                            .formatted(text.dimension, imageDimension));
        }
        if (!Double.isFinite(logitScale)) {
            throw new IllegalArgumentException(
                    "logitScale is %s: set a finite logarithm, as %.4f"
                            .formatted(logitScale, INITIAL_LOGIT_SCALE));
        }
    }

    /** How two vectors are compared. */
    public enum Similarity {
        /** The dot product of unit vectors. */
        @JsonProperty("cosine")
        COSINE,
        /** The dot product of the vectors as they come from the towers. */
        @JsonProperty("dot")
        DOT
    }

    /**
     * The text tower, in {@code text/}.
     *
     * @param architecture its family, as in {@code config.json}: {@code bert}, {@code llama}
     * @param pooling from token states to a vector
     * @param attention which tokens see each other; all of them unless said otherwise
     * @param precision in which it is computed
     * @param maxTokens where texts are cut, special tokens included
     * @param dimension the length of a vector
     * @param measured what the precision was chosen by; absent where it was given
     */
    public record Text(
            String architecture,
            Pooling pooling,
            Attention attention,
            Precision precision,
            int maxTokens,
            int dimension,
            Optional<Measured> measured) {
        public Text {
            measured = measured == null ? Optional.empty() : measured;
            Objects.requireNonNull(architecture, "text.architecture is missing: set bert or llama");
            attention = attention == null ? Attention.BIDIRECTIONAL : attention;
            Objects.requireNonNull(pooling, "text.pooling is missing: set mean");
            Objects.requireNonNull(precision, "text.precision is missing: set float32 or bfloat16");
            if (maxTokens < 1 || dimension < 1) {
                throw new IllegalArgumentException(
                        "text.maxTokens is %d and text.dimension %d: both count from 1"
                                .formatted(maxTokens, dimension));
            }
        }

        /** A tower whose precision is given, or still to be chosen. */
        public Text(
                String architecture,
                Pooling pooling,
                Attention attention,
                Precision precision,
                int maxTokens,
                int dimension) {
            this(
                    architecture,
                    pooling,
                    attention,
                    precision,
                    maxTokens,
                    dimension,
                    Optional.empty());
        }

        /** The same tower in the precision that was chosen for it. */
        Text in(PrecisionTest test) {
            return new Text(
                    architecture,
                    pooling,
                    attention,
                    test.precision(),
                    maxTokens,
                    dimension,
                    Optional.of(test.measured()));
        }
    }

    /**
     * The image tower, in {@code image/}.
     *
     * @param architecture its family: {@code eva02}
     * @param precision in which it is computed
     * @param size width and height of its input in pixels
     * @param preprocessing how a picture becomes its input: {@code clip-1}
     * @param dimension the length of a vector
     * @param measured what the precision was chosen by; absent where it was given
     */
    public record Image(
            String architecture,
            Precision precision,
            int size,
            String preprocessing,
            int dimension,
            Optional<Measured> measured) {
        public Image {
            measured = measured == null ? Optional.empty() : measured;
            Objects.requireNonNull(architecture, "image.architecture is missing: set eva02");
            Objects.requireNonNull(
                    precision, "image.precision is missing: set float32 or bfloat16");
            Objects.requireNonNull(preprocessing, "image.preprocessing is missing: set clip-1");
            if (size < 1 || dimension < 1) {
                throw new IllegalArgumentException(
                        "image.size is %d and image.dimension %d: both count from 1"
                                .formatted(size, dimension));
            }
        }

        /** A tower whose precision is given, or still to be chosen. */
        public Image(
                String architecture,
                Precision precision,
                int size,
                String preprocessing,
                int dimension) {
            this(architecture, precision, size, preprocessing, dimension, Optional.empty());
        }

        /** The same tower in the precision that was chosen for it. */
        Image in(PrecisionTest test) {
            return new Image(
                    architecture,
                    test.precision(),
                    size,
                    preprocessing,
                    dimension,
                    Optional.of(test.measured()));
        }
    }

    /** The manifest of a base version, before its folder is written. */
    public static ModelManifest base(String version, Text text) {
        return new ModelManifest(
                FORMAT,
                version,
                Optional.empty(),
                text,
                Optional.empty(),
                Similarity.COSINE,
                INITIAL_LOGIT_SCALE,
                Collections.emptySortedMap());
    }

    /** The manifest of a version trained from this one, before its folder is written. */
    public ModelManifest child(
            String childVersion, Optional<Image> childImage, double childLogitScale) {
        return new ModelManifest(
                FORMAT,
                childVersion,
                Optional.of(version),
                text,
                childImage,
                similarity,
                childLogitScale,
                Collections.emptySortedMap());
    }

    /** How its text tower is used. */
    public TextOptions textOptions() {
        return new TextOptions(
                text.precision,
                text.maxTokens,
                text.pooling,
                text.attention,
                similarity == Similarity.COSINE);
    }

    ModelManifest with(Text otherText, Optional<Image> otherImage) {
        return new ModelManifest(
                format, version, parent, otherText, otherImage, similarity, logitScale, files);
    }

    ModelManifest sealedBy(SortedMap<String, String> hashes) {
        return new ModelManifest(
                format, version, parent, text, image, similarity, logitScale, hashes);
    }

    /** Reads a manifest; throws IllegalArgumentException with the field that is wrong. */
    static ModelManifest parse(byte[] json) {
        try {
            return JSON.readValue(json, ModelManifest.class);
        } catch (java.io.IOException e) {
            String reason =
                    e.getCause() instanceof IllegalArgumentException
                                    || e.getCause() instanceof NullPointerException
                            ? e.getCause().getMessage()
                            : e instanceof JsonProcessingException j
                                    ? j.getOriginalMessage()
                                    : e.getMessage();
            throw new IllegalArgumentException(reason, e);
        }
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

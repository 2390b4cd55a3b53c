require('../index.js').build();

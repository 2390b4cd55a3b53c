require('../index.js').copy();

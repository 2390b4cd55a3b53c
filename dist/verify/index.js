require('../index.js').verify();

require('../index.js').drift();
